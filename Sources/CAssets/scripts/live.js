// Brings what a page shows up to date, in place. One tab asks the server what happens and tells the others.

const part = () => document.querySelector("main [data-live]:not(.log)");
let wanted = false;
let asking = false;
let paused = false;

// Rows stay where the pointer is; a text field keeps what is being typed.
function isBusy() {
  const focus = document.activeElement;
  return document.hidden || paused || (focus && focus.closest("main [data-live]:not(.log)") && focus.matches("input, select, textarea"))
    || document.querySelector("main [data-live] input:checked");
}

// Rows never move under the pointer: there is news, and a click shows it.
function isUnderPointer() {
  return document.querySelector("main [data-live] tbody:hover") !== null;
}

function tellNews() {
  if (document.querySelector(".news")) return;
  const button = document.createElement("button");
  button.className = "news primary";
  button.textContent = document.documentElement.lang === "ja" ? "新しい状態を表示" : "Show what is new";
  button.addEventListener("click", () => { button.remove(); refresh(true); });
  document.body.append(button);
}

async function refresh(asked = false) {
  wanted = true;
  if (asking || isBusy()) return;
  asking = true;
  try {
    while (wanted && !isBusy()) {
      wanted = false;
      const answer = await fetch(location.href);
      // The session is over.
      if (answer.redirected) { location.assign(answer.url); return; }
      if (!answer.ok) break;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const next = page.querySelector("main [data-live]:not(.log)");
      const now = part();
      if (next && now && !now.isEqualNode(next)) {
        if (isUnderPointer() && asked !== true && rows(now) !== rows(next)) { tellNews(); return; }
        morph(now, next);
        document.querySelector(".news")?.remove();
      }
      await new Promise((done) => setTimeout(done, 1000));
    }
  } catch {
    // The server is away: what is shown stays, and the stream tells when it is back.
  } finally {
    asking = false;
  }
}

// Which rows there are, in order: when only their words change, nothing moves.
function rows(part) {
  return [...part.querySelectorAll("tbody tr")].map((row) => row.id).join(" ");
}

// Changes only what differs, so that focus, selection and open parts stay.
export function morph(now, next) {
  if (now.nodeType !== next.nodeType || now.nodeName !== next.nodeName || now.id !== next.id) {
    now.replaceWith(document.importNode(next, true));
    return;
  }
  if (now.nodeType === Node.TEXT_NODE) {
    if (now.data !== next.data) now.data = next.data;
    return;
  }
  if (now.nodeType !== Node.ELEMENT_NODE || now.isEqualNode(next)) return;
  for (const { name } of [...now.attributes]) {
    if (!next.hasAttribute(name) && name !== "open" && name !== "class") now.removeAttribute(name);
  }
  for (const { name, value } of next.attributes) {
    if (now.getAttribute(name) !== value && name !== "open") now.setAttribute(name, value);
  }
  const old = [...now.childNodes];
  const byID = new Map(old.filter((node) => node.id).map((node) => [node.id, node]));
  let place = now.firstChild;
  for (const node of next.childNodes) {
    const same = node.id ? byID.get(node.id) : place && !place.id ? place : null;
    if (same) {
      if (same !== place) now.insertBefore(same, place); else place = place.nextSibling;
      morph(same, node);
    } else {
      now.insertBefore(document.importNode(node, true), place);
    }
  }
  while (place) {
    const gone = place;
    place = place.nextSibling;
    gone.remove();
  }
}

// What moves by itself can be stopped.
function startPause() {
  const button = document.getElementById("pause");
  const show = () => button.setAttribute("aria-pressed", paused ? "true" : "false");
  paused = localStorage.getItem("yoban-pause") === "on";
  button.hidden = false;
  show();
  button.addEventListener("click", () => {
    paused = !paused;
    localStorage.setItem("yoban-pause", paused ? "on" : "off");
    show();
    if (!paused) refresh();
  });
}

export function keepCurrent() {
  if (!part()) return;
  const news = new BroadcastChannel("yoban-live");
  news.onmessage = () => refresh();
  document.addEventListener("visibilitychange", () => refresh());
  document.addEventListener("focusout", () => wanted && setTimeout(refresh, 200));
  startPause();
  // What moves by the clock alone: times, estimates.
  setInterval(() => refresh(), 10_000);
  const listen = () => new Promise(() => {
    const stream = new EventSource("/live");
    const tell = () => { news.postMessage(1); refresh(); };
    for (const kind of ["open", "job.created", "job.started", "job.progress", "job.finished"]) stream.addEventListener(kind, tell);
  });
  // Held as long as this tab is open; then another tab gets it.
  if (navigator.locks) navigator.locks.request("yoban-live", listen); else setInterval(() => refresh(), 3000);
}
