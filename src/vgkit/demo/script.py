"""What `vgkit demo` lets Streamlit run."""

from vgkit.demo import page

page.show()
