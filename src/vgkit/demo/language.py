"""Which language the page is in: for screen readers, which read it out, and for spelling checkers."""

import streamlit as st

_SCRIPT = """
export default function ({ data }) {
  document.documentElement.lang = data;
}
"""


def name_language(language: str) -> None:
    """Put a language, such as `"vi"`, into the page's `lang`, which Streamlit leaves at English."""
    st.components.v2.component("vgkit_language", js=_SCRIPT)(key="page_language", data=language)
