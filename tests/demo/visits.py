"""The page as Streamlit's own `AppTest` opens it."""

from streamlit.testing.v1 import AppTest

from vgkit.demo import server
from vgkit.messages import set_language


def opened(language="en", tab=0, way=None):
    """The page as somebody sees it who has chosen a language, a tab, and where a picture comes from."""
    set_language(language)
    app = AppTest.from_file(server.SCRIPT, default_timeout=120).run()
    if tab:
        app.session_state["tab"] = app.tabs[tab].label
        app.run()
    if way:
        app.radio(key=f"{('digit', 'photograph')[tab]}_way").set_value(way).run()
    assert not app.exception
    return app


def answer(app):
    """The first heading below a picture, or None."""
    assert not app.exception
    return app.subheader[0].value if app.subheader else None


def alts(app):
    return [image.proto.imgs[0].alt for image in app.get("image")]


def upload(app, content, name):
    app.file_uploader[0].set_value((name, content, "application/octet-stream")).run()
    assert not app.exception
    return app
