"""What Chromium takes to show a log: run by the Python of .venv, which can drive it.

    browser.py whole URL LINK PATH LINES ROUNDS
    browser.py append URL LINK PATH LINES SECONDS GO

Prints JSON, in milliseconds. `GO` is a file: it is made when the page stands, and then lines come.
"""

import json
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

# When everything is there, and a frame was made with it.
WHOLE = """addEventListener("DOMContentLoaded", () => requestAnimationFrame(() => requestAnimationFrame(() => { window.whole = performance.now(); })))"""

# From the arrival of new lines to the end of the work on the frame that shows them, and to the frame after it. A line tells when it was printed.
APPEND = """
window.samples = [];
const real = window.fetch;
window.fetch = async (...request) => {
  const answer = await real(...request);
  if (!String(request[0]).includes("/lines?")) return answer;
  const text = answer.text.bind(answer);
  answer.text = async () => {
    const html = await text();
    const printed = [...html.matchAll(/at (\\d{13})/g)].map((found) => Number(found[1]));
    if (!printed.length) return html;
    const arrived = performance.now();
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      const sample = { ages: [] };
      port1.onmessage = () => {
        sample.shown = performance.now() - arrived;
        sample.ages = printed.map((at) => Date.now() - at);
      };
      port2.postMessage(0);
      requestAnimationFrame(() => { sample.next = performance.now() - arrived; window.samples.push(sample); });
    });
    return html;
  };
  return answer;
};
"""


def main():
    what, url, link, path, lines, *rest = sys.argv[1:]
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        context.set_default_timeout(120_000)
        page = context.new_page()
        page.goto(f"{url}/sign-in?link={link}")
        page.locator("main button").click()
        page.wait_for_url(url + "/")
        page.close()
        result = whole(context, url + path, lines, int(rest[0])) if what == "whole" else append(context, url + path, lines, int(rest[0]), Path(rest[1]))
        print(json.dumps(result))


def whole(context, address, lines, rounds):
    context.add_init_script(WHOLE)
    found = {"first": [], "whole": []}
    for _ in range(rounds):
        page = context.new_page()
        page.goto(address)
        # The policy of the pages forbids to look for it from outside.
        found["whole"].append(page.evaluate("new Promise((done) => { const look = () => window.whole ? done(window.whole) : setTimeout(look, 50); look(); })"))
        if not page.locator(f"#L{lines}").count():
            raise RuntimeError(f"there is no line {lines}")
        found["first"].append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
        page.close()
    return found


def append(context, address, lines, seconds, go):
    context.add_init_script(APPEND)
    page = context.new_page()
    page.goto(address)
    page.locator(f"#L{lines}").wait_for(state="attached")
    page.wait_for_timeout(3000)
    go.touch()
    page.wait_for_timeout(seconds * 1000)
    if page.evaluate("document.getElementById('follow').getAttribute('aria-pressed')") != "true":
        raise RuntimeError("the log was not followed")
    samples = page.evaluate("window.samples")
    return {"shown": [one["shown"] for one in samples], "next": [one["next"] for one in samples], "age": [age for one in samples for age in one["ages"]]}


if __name__ == "__main__":
    main()
