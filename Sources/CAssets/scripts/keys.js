// Keys for those who know them; `?` shows them, and they can be switched off.

const store = "yoban-keys";
let going = false;

export function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, dialog")) return;
    if (event.key === "?") return show();
    if (localStorage.getItem(store) === "off") return;
    if (going) {
      going = false;
      const place = document.querySelector(`nav [data-key="${CSS.escape(event.key)}"]`);
      if (place) { event.preventDefault(); place.click(); }
      return;
    }
    const act = acts[event.key];
    if (act && act() !== false) event.preventDefault();
  });
}

const acts = {
  g: () => { going = true; setTimeout(() => { going = false; }, 1500); },
  "/": () => focus("main input[type=search]"),
  j: () => move(1),
  k: () => move(-1),
  Enter: () => { const link = document.querySelector("tr.focused a"); if (!link || document.activeElement.matches("a, button, summary")) return false; link.click(); },
  w: why,
  l: () => focus("#lines"),
  F: () => click("#follow"),
  s: () => ask("[data-act=s]"),
  r: () => ask("[data-act=r]"),
};

function focus(selector) {
  const found = document.querySelector(selector);
  if (!found) return false;
  found.focus();
  found.scrollIntoView({ block: "nearest" });
}

// What a job waits for, here or on the page of the row that is chosen.
function why() {
  const row = document.querySelector('tr.focused .number a[href^="/jobs/"]');
  if (row && row.pathname !== location.pathname) { location.assign(`${row.pathname}#gates`); return; }
  const place = document.getElementById("gates") ?? document.querySelector("#job .verdict");
  if (!place) return false;
  place.focus();
}

function click(selector) {
  const found = document.querySelector(selector);
  if (!found) return false;
  found.click();
}

function move(step) {
  const rows = [...document.querySelectorAll("main tbody tr")];
  if (!rows.length) return false;
  const at = rows.findIndex((row) => row.classList.contains("focused"));
  const next = rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
  rows[at]?.classList.remove("focused");
  next.classList.add("focused");
  next.scrollIntoView({ block: "nearest" });
}

// A key never acts at once: it asks first, with the words of the button.
function ask(selector) {
  const button = document.querySelector(selector);
  if (!button) return false;
  const dialog = open();
  const title = document.createElement("p");
  title.textContent = `${document.querySelector("h1").innerText}: ${button.innerText.replace("\n", " – ")}`;
  const yes = document.createElement("button");
  yes.textContent = button.firstChild.textContent;
  yes.className = button.className;
  yes.addEventListener("click", () => button.form.requestSubmit(button));
  dialog.append(title, yes, " ", closing(dialog));
  yes.focus();
}

function show() {
  const japanese = document.documentElement.lang === "ja";
  const words = japanese
    ? { "/": "検索", "g + t j d s w a": "画面を移動", "j k Enter": "行を移動・開く", w: "待つ理由へ", l: "ログへ", F: "末尾を追う", s: "停止（確認あり）", r: "再実行（確認あり）", "?": "この一覧" }
    : { "/": "search", "g + t j d s w a": "go to a screen", "j k Enter": "move between rows, open", w: "why it waits", l: "to the log", F: "follow", s: "stop (asks first)", r: "retry (asks first)", "?": "this list" };
  const dialog = open();
  const list = document.createElement("dl");
  for (const [key, word] of Object.entries(words)) {
    const term = document.createElement("dt");
    const name = document.createElement("kbd");
    name.textContent = key;
    term.append(name);
    const meaning = document.createElement("dd");
    meaning.textContent = word;
    list.append(term, meaning);
  }
  const off = localStorage.getItem(store) === "off";
  const change = document.createElement("button");
  change.textContent = japanese ? (off ? "キー操作を使う" : "キー操作を使わない") : (off ? "Switch keys on" : "Switch keys off");
  change.addEventListener("click", () => { localStorage.setItem(store, off ? "on" : "off"); dialog.close(); });
  dialog.append(list, change, " ", closing(dialog));
}

function open() {
  const dialog = document.createElement("dialog");
  dialog.className = "keys";
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

function closing(dialog) {
  const button = document.createElement("button");
  button.textContent = document.documentElement.lang === "ja" ? "閉じる" : "Close";
  button.addEventListener("click", () => dialog.close());
  return button;
}
