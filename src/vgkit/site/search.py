"""The search of the Vietnamese pages, which finds words typed without their diacritics, too."""

import unicodedata

from sphinx.search import SearchLanguage


def folded(word: str) -> str:
    """A word in small letters without diacritics: `"chuẩn"` as `"chuan"`, `"Đạo"` as `"dao"`."""
    apart = unicodedata.normalize("NFD", word.lower())
    return "".join(each for each in apart if not unicodedata.combining(each)).replace("đ", "d")


class SearchVietnamese(SearchLanguage):
    """What Sphinx makes an index of, and its twin for the words that somebody looks for.

    A summary is looked for in the page's own words: they are unfolded for it.
    """

    lang = "vi"
    language_name = "Vietnamese"
    js_stemmer_code = r"""
const folded = (word) => word.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d");

var Stemmer = function () {
  this.stemWord = folded;
};

const summaryOf = Search.makeSearchSummary;
Search.makeSearchSummary = (page, words, anchor) => {
  const wanted = [...words];
  const own = Search.htmlToText(page, anchor).match(/[\p{L}\p{N}_]+/gu) || [];
  const found = new Set(own.filter((word) => wanted.some((each) => folded(word).includes(each))));
  return summaryOf(page, found.size ? found : words, anchor);
};
"""

    def stem(self, word: str) -> str:
        """A word as the index has it."""
        return folded(word)
