"""What pyproject.toml cannot say: a wheel holds the lessons' sources and their hints, in vgkit/shipped/."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

SHIPPED = {"notebooks": "*.py", "hints": "*.ipynb"}  # where they lie in a checkout


class BuildWithLessons(build_py):
    """`build_py`, and the lessons beside the modules; an editable installation reads the checkout's."""

    def run(self):
        super().run()
        if self.editable_mode:
            return
        target = Path(self.build_lib, "vgkit", "shipped")
        shutil.rmtree(target, ignore_errors=True)  # a lesson of an earlier build
        for folder, pattern in SHIPPED.items():
            for path in sorted(Path(folder).rglob(pattern)):
                if ".ipynb_checkpoints" not in path.parts:
                    (target / path.parent).mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(path, target / path)


setup(cmdclass={"build_py": BuildWithLessons})
