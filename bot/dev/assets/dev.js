"use strict";
// Shows one person's chat as the stand-in keeps it, and does there what the person does here.

const log = document.getElementById("log");
const person = document.getElementById("person");
const text = document.getElementById("text");
const problem = document.getElementById("problem");
let events = null;

function bubble(line) {
  const item = document.createElement("li");
  item.className = line.who;
  item.dataset.id = line.id;
  fill(item, line);
  return item;
}

function fill(item, line) {
  const state = JSON.stringify(line);
  if (item.dataset.state === state) return;
  item.dataset.state = state;
  const who = document.createElement("span");
  who.className = "unseen";
  who.textContent = log.dataset[line.who];
  const words = document.createElement("p");
  words.className = "words";
  words.textContent = line.picture ? `${log.dataset.picture} ${line.picture}\n${line.text}`.trim() : line.text;
  const parts = [who, words];
  if (line.buttons.length) {
    const taps = document.createElement("div");
    taps.className = "taps";
    line.buttons.forEach((label, index) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label;
      button.addEventListener("click", () => send("tap", { message: line.id, number: index + 1 }));
      taps.append(button);
    });
    parts.push(taps);
  }
  item.replaceChildren(...parts);
}

function show(lines) {
  lines.forEach((line, index) => {
    const item = log.children[index];
    if (item) fill(item, line);
    else log.append(bubble(line));
  });
  while (log.children.length > lines.length) log.lastChild.remove();
  log.scrollTop = log.scrollHeight;
}

function follow() {
  if (events) events.close();
  log.replaceChildren();
  events = new EventSource(`api/events?chat=${encodeURIComponent(person.value)}`);
  events.addEventListener("message", (event) => {
    problem.textContent = "";
    show(JSON.parse(event.data));
  });
  events.addEventListener("error", () => { problem.textContent = problem.dataset.offline; });
}

async function send(what, values = {}) {
  try {
    const response = await fetch(`api/${what}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ chat: person.value, ...values }),
    });
    problem.textContent = response.ok ? "" : problem.dataset.refused;
    return response.ok;
  } catch {
    problem.textContent = problem.dataset.offline;
    return false;
  }
}

document.getElementById("composer").addEventListener("submit", async (event) => {
  event.preventDefault();
  const written = text.value.trim();
  if (written && await send("say", { text: written })) text.value = "";
  text.focus();
});

text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    text.form.requestSubmit();
  }
});

document.getElementById("blocks").addEventListener("click", () => send("block"));
document.getElementById("returns").addEventListener("click", () => send("return"));
person.addEventListener("change", follow);
follow();
