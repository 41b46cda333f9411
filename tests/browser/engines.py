"""The playground's engine without its page's controls: what it measures, as Python sees it."""

RUN = """
({ setting, steps }) => new Promise((resolve, reject) => {
  const found = { ready: null, measured: [], evaluated: null };
  const ahead = [...steps];
  const engine = vgkitEngine.open((message) => {
    if (message.type === "failed") reject(new Error(message.message));
    if (message.type === "ready") found.ready = message;
    if (message.type === "measured") {
      found.measured.push(message);
      engine.post(ahead.length ? { type: "step", count: ahead.shift() } : { type: "evaluate" });
    }
    if (message.type === "evaluated") {
      engine.close();
      resolve({ ...found, evaluated: message });
    }
  });
  engine.post({ type: "start", setting });
})
"""


def measured(page, setting, steps=()):
    """What an engine of its own measures of a network.

    Args:
        page: Playwright's `Page` of the playground.
        setting: as the page's messages have it; what is missing is the baseline's.
        steps: how many to train before each measurement but the first, which is at step 0.

    Returns:
        A dict of messages: `ready`, the list `measured`, and `evaluated`, on the test images at the end.

    Raises:
        playwright's `Error`: the engine failed; it says how.
    """
    return page.evaluate(RUN, {"setting": setting, "steps": list(steps)})
