"""Text that the source of a page does not show: feedback to answers, and the answers themselves.

This is no encryption. Whoever wants the keys finds them in the checkout, or asks this function's twin
in `static/site.js`; but nobody reads them by chance in a page's source or in a browser's search.
"""

import base64

_OFFSET, _PRIME, _BITS = 2166136261, 16777619, 0xFFFFFFFF


def veiled(text: str, key: str) -> str:
    """A text as letters that say nothing: each byte XOR one of a stream that the key begins.

    Args:
        text: what is to be hidden.
        key: what is known where it is shown, such as `"Q6.why C"`.

    Returns:
        Base64.

    Source:
        The key is hashed by FNV-1a (Fowler, Noll and Vo), the stream is Marsaglia's xorshift of 32
        bits: both are a line of JavaScript.
    """
    return base64.b64encode(_crossed(text.encode(), key)).decode()


def unveiled(code: str, key: str) -> str:
    """The text that `veiled` hid under the same key.

    Raises:
        ValueError: it was hidden under another one.
    """
    return _crossed(base64.b64decode(code), key).decode()


def _crossed(content, key):
    state = _OFFSET
    for byte in key.encode():
        state = (state ^ byte) * _PRIME & _BITS
    crossed = bytearray()
    for byte in content:
        state ^= state << 13 & _BITS
        state ^= state >> 17
        state ^= state << 5 & _BITS
        crossed.append(byte ^ state & 255)
    return bytes(crossed)
