"""Messages with the secret arrive; anything else is noticed."""

import os

from vgkit.grading.process.channel import Receiver, sender


def received(data, secret="s" * 32, step=7):
    receiver = Receiver(secret)
    for start in range(0, len(data), step):
        receiver.feed(data[start : start + step])
    return receiver


def test_a_message_arrives_whole():
    reading, writing = os.pipe()
    sender(writing, "s" * 32)({"kind": "end", "text": "đã xong\n"})
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        found = received(stream.read())
    assert found.messages == [{"kind": "end", "text": "đã xong\n"}] and not found.forged


def test_a_line_without_the_secret_is_forged():
    found = received(b'x {"kind": "end"}\n' + b"s" * 32 + b' {"kind": "cell"}\n')
    assert found.messages == [{"kind": "cell"}] and found.forged


def test_a_secret_before_what_is_no_message_is_forged():
    for rest in (b" 1\n", b" {\n", b"\n"):
        found = received(b"s" * 32 + rest)
        assert found.messages == [] and found.forged


def test_a_flood_is_cut_off():
    receiver = Receiver("s" * 32)
    for _ in range(6):
        receiver.feed(b"x" * 2**20)
    assert receiver.forged and len(receiver._rest) < 5 * 2**20
