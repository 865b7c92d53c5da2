// The log of a job: new lines as they come, kept at the end unless somebody scrolls up.

// A browser looks at every block in every frame, whether it is in sight.
const blockSize = 500;

export function followLog() {
  const log = document.getElementById("lines");
  if (!log) return;
  const follow = document.getElementById("follow");
  toggle("wrap", (on) => log.classList.toggle("flat", !on));
  toggle("times", (on) => log.classList.toggle("timed", on));
  linkInSight(log);
  const end = document.getElementById("log-end");
  if (!("live" in log.dataset) || !end) return;
  toggle("follow", (on) => { if (on) log.scrollTop = log.scrollHeight; });
  log.addEventListener("scroll", () => {
    const atEnd = isAtEnd(log) ? "true" : "false";
    if (follow.getAttribute("aria-pressed") !== atEnd) follow.setAttribute("aria-pressed", atEnd);
  }, { passive: true });
  if (!location.hash.startsWith("#L")) log.scrollTop = log.scrollHeight;
  read(log, follow, end.dataset.place, "unfinished" in end.dataset);
}

const isAtEnd = (log) => log.scrollHeight - log.scrollTop - log.clientHeight < 40;

// Whether somebody is looking at something in it, or for it. One that was whole at the beginning stands at its first line until then.
export function isReading(log) {
  const isMoved = "live" in log.dataset ? !isAtEnd(log) : log.scrollTop > 0;
  return isMoved || log.contains(getSelection().anchorNode) && !getSelection().isCollapsed
    || document.activeElement?.id === "find" || location.hash.startsWith("#L");
}

async function read(log, follow, place, unfinished) {
  let seen = null;
  let pause = 500;
  for (;;) {
    if (document.hidden) await new Promise((done) => document.addEventListener("visibilitychange", done, { once: true }));
    try {
      const answer = await fetch(`${log.dataset.lines}?from=${place}${seen === null ? "" : `&seen=${seen}`}`);
      // The session is over; live.js leads to the door.
      if (answer.redirected || answer.status === 403 || answer.status === 404) return;
      if (!answer.ok) throw new Error(answer.status);
      const html = await answer.text();
      if (html) {
        append(log, html, unfinished);
        unfinished = answer.headers.get("X-Log-Unfinished") === "1";
        if (follow.getAttribute("aria-pressed") === "true") log.scrollTop = log.scrollHeight;
      } else {
        await new Promise((done) => setTimeout(done, 500));
      }
      place = answer.headers.get("X-Log-Place");
      seen = answer.headers.get("X-Log-Seen");
      document.getElementById("size").textContent = answer.headers.get("X-Log-Size");
      pause = 500;
      if (answer.headers.get("X-Log-Over") === "1") { follow.hidden = true; return; }
    } catch {
      // The server is away for a moment: nothing is lost, since the place is where it was.
      await new Promise((done) => setTimeout(done, pause));
      pause = Math.min(pause * 2, 10_000);
    }
  }
}

// The line that had not ended comes again, whole.
function append(log, html, unfinished) {
  const end = document.getElementById("log-end");
  document.getElementById("no-output")?.remove();
  let block = end.previousElementSibling;
  if (unfinished) block?.lastElementChild?.remove();
  const template = document.createElement("template");
  template.innerHTML = html;
  const lines = [...template.content.children];
  lines.forEach(linkLine);
  while (lines.length) {
    if (!block || block.childElementCount >= blockSize) {
      block = document.createElement("div");
      block.className = "block linked";
      end.before(block);
    }
    if (!block.classList.contains("linked")) link(block);
    block.append(...lines.splice(0, blockSize - block.childElementCount));
  }
}

// Links take a browser longer than all else that a line consists of: only lines in sight have theirs.
function linkInSight(log) {
  log.addEventListener("contentvisibilityautostatechange", (event) => { if (!event.skipped) link(event.target); });
  for (const block of log.querySelectorAll(".block")) {
    if (block.firstElementChild?.checkVisibility({ contentVisibilityAuto: true })) link(block);
  }
}

function link(block) {
  block.classList.add("linked");
  for (const line of block.children) linkLine(line);
}

function linkLine(line) {
  if (!line.id || line.firstElementChild?.localName === "a") return;
  const number = document.createElement("a");
  number.href = `#${line.id}`;
  number.textContent = line.dataset.n;
  line.prepend(number);
}

function toggle(id, act) {
  const button = document.getElementById(id);
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", on ? "true" : "false");
    act(on);
  });
}
