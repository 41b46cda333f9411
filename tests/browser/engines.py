"""The playground's engine without its page's controls: what it measures, as Python sees it."""

RUN = """
({ setting, steps }) => new Promise((resolve, reject) => {
  const found = { ready: null, measured: [] };
  const ahead = [...steps];
  const engine = vgkitEngine.open((message) => {
    if (message.type === "failed") reject(new Error(message.message));
    if (message.type === "ready") found.ready = message;
    if (message.type !== "measured") return;
    found.measured.push(message);
    if (ahead.length) return engine.post({ type: "step", count: ahead.shift() });
    engine.close();
    resolve(found);
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
        `(ready, measured)`: the message of that name, and the list of those, as dicts.

    Raises:
        playwright's `Error`: the engine failed; it says how.
    """
    found = page.evaluate(RUN, {"setting": setting, "steps": list(steps)})
    return found["ready"], found["measured"]
