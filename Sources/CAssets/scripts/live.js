// Brings what a page shows up to date, in place. One tab asks the server what happens and tells the others.
import { isReading } from "./log.js";

// Parts that are `slow` come anew every ten seconds only, not with each event.
const part = () => document.querySelector("main [data-live]:not(.log)");
let wanted = false;
let asking = false;
// Somebody wants to see what is new, wherever the pointer is.
let asked = false;
let paused = false;
let again = null;
// By the server's clock.
let shownAt = document.querySelector("main").dataset.at;

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
  button.addEventListener("click", () => { button.remove(); asked = true; refresh(); });
  document.body.append(button);
}

async function refresh() {
  wanted = true;
  if (asking || isBusy()) return;
  asking = true;
  try {
    while (wanted && !isBusy()) {
      wanted = false;
      const answer = await fetch(location.href, { headers: { "X-Live": "1" } });
      // The session is over.
      if (answer.redirected) { location.assign(answer.url); return; }
      if (answer.status >= 500) throw new Error(answer.status);
      tellAway(false);
      if (!answer.ok) break;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      shownAt = page.querySelector("main").dataset.at;
      const next = page.querySelector("main [data-live]:not(.log)");
      const now = part();
      // A job that has begun has a log, which is not part of this.
      if (next?.querySelector("#attempts") && !now.querySelector("#attempts")) { location.reload(); return; }
      if (next && now && !now.isEqualNode(next)) {
        if (isUnderPointer() && !asked && rows(now) !== rows(next)) { tellNews(); return; }
        const before = acts(now);
        morph(now, next);
        if (acts(now) !== before) holdBack(now.querySelector(".buttons"));
        document.querySelector(".news")?.remove();
      }
      // Another attempt has begun, and has its own log.
      const log = document.getElementById("lines");
      const chosen = next?.querySelector("tr.chosen")?.dataset.attempt;
      if (log && chosen && chosen !== log.dataset.attempt) {
        if (asked || !isReading(log)) { location.reload(); return; }
        tellNews();
      }
      asked = false;
      await new Promise((done) => setTimeout(done, 1000));
    }
  } catch {
    tellAway(true);
    clearTimeout(again);
    again = setTimeout(refresh, 3000);
  } finally {
    asking = false;
  }
}

// Without the server what is shown stays, greyed, and says how old it is.
function tellAway(isAway) {
  const place = document.getElementById("away");
  const text = isAway ? place.dataset.words.replace("{time}", shownAt) : "";
  if (place.textContent !== text) place.textContent = text;
  document.body.classList.toggle("away", isAway);
}

// Which rows there are, in order: when only their words change, nothing moves.
function rows(part) {
  return [...part.querySelectorAll("tbody tr")].map((row) => row.id).join(" ");
}

// What can be done, in order.
const acts = (part) => [...part.querySelectorAll(".buttons form")].map(idOf).join(" ");

// A click that was meant for the button that stood there a moment ago does nothing.
function holdBack(buttons) {
  if (!buttons) return;
  buttons.inert = true;
  setTimeout(() => { buttons.inert = false; }, 1000);
}

// Not `node.id`: of a form with a field of that name, that is the field.
const idOf = (node) => node.nodeType === Node.ELEMENT_NODE ? node.getAttribute("id") : null;

// Changes only what differs, so that focus, selection and open parts stay.
export function morph(now, next) {
  if (now.nodeType !== next.nodeType || now.nodeName !== next.nodeName || idOf(now) !== idOf(next)) {
    now.replaceWith(document.importNode(next, true));
    return;
  }
  if (now.nodeType === Node.TEXT_NODE) {
    if (now.data !== next.data) now.data = next.data;
    return;
  }
  if (now.nodeType !== Node.ELEMENT_NODE || now.isEqualNode(next)) return;
  // The row that was chosen by keys stays chosen.
  const isChosen = now.classList.contains("focused");
  for (const { name } of [...now.attributes]) {
    if (!next.hasAttribute(name) && name !== "open") now.removeAttribute(name);
  }
  for (const { name, value } of next.attributes) {
    if (now.getAttribute(name) !== value && name !== "open") now.setAttribute(name, value);
  }
  if (isChosen) now.classList.add("focused");
  const old = [...now.childNodes];
  const byID = new Map(old.filter(idOf).map((node) => [idOf(node), node]));
  let place = now.firstChild;
  for (const node of next.childNodes) {
    const same = idOf(node) ? byID.get(idOf(node)) : place && !idOf(place) ? place : null;
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
  const isSlow = part().dataset.live === "slow";
  const news = new BroadcastChannel("yoban-live");
  const hear = (kind) => { if (!isSlow || kind === "error") refresh(); };
  news.onmessage = (message) => hear(message.data);
  document.addEventListener("visibilitychange", () => refresh());
  document.addEventListener("focusout", () => wanted && setTimeout(refresh, 200));
  startPause();
  // What moves by the clock alone: times, estimates.
  setInterval(() => refresh(), 10_000);
  const tell = (event) => { news.postMessage(event.type); hear(event.type); };
  const open = () => {
    const stream = new EventSource("/live");
    for (const kind of ["open", "error", "job.created", "job.started", "job.progress", "job.finished"]) stream.addEventListener(kind, tell);
    // After an answer that is no stream, as of a proxy without its server, a browser doesn't come again by itself.
    stream.addEventListener("error", () => { if (stream.readyState === EventSource.CLOSED) setTimeout(open, 5000); });
  };
  const listen = () => new Promise(open);
  // Held as long as this tab is open; then another tab gets it.
  if (navigator.locks) navigator.locks.request("yoban-live", listen); else if (!isSlow) setInterval(() => refresh(), 3000);
}
