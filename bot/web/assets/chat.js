/* The chat page. Every word shown comes from the page's templates or the server, and only as text.
   Written without newer syntax, for browsers of phones that are no longer updated. */
(function () {
  "use strict";

  var TIMEOUT_MS = 20000;
  var byId = function (id) { return document.getElementById(id); };
  var main = byId("main");
  var log = byId("log");
  var form = byId("composer");
  var box = byId("question");
  var send = byId("send");
  var problem = byId("problem");
  var typing = byId("typing");
  var network = byId("offline");
  var limit = Number(main.dataset.limit);
  var language = document.documentElement.lang;
  var busy = false;

  function fresh(id) {
    return document.importNode(byId(id).content, true).firstElementChild;
  }

  function calm() {
    return window.matchMedia && window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  }

  function toTop(element) {
    try {
      element.scrollIntoView({ block: "start", behavior: calm() ? "auto" : "smooth" });
    } catch (_tooOld) {
      element.scrollIntoView(true);
    }
  }

  // The same question sent again has the same id, so that it is not answered twice.
  function newId() {
    var bytes = new Uint8Array(12);
    window.crypto.getRandomValues(bytes);
    return Array.prototype.map.call(bytes, function (byte) {
      return ("0" + byte.toString(16)).slice(-2);
    }).join("");
  }

  function paragraph(text) {
    var p = document.createElement("p");
    p.textContent = text;
    return p;
  }

  function askButton(suggestion) {
    var button = fresh("t-next");
    button.textContent = suggestion.label;
    button.dataset.question = suggestion.question;
    return button;
  }

  function known(parts) {
    return parts.filter(function (part) { return part; }).join(", ");
  }

  function vietnameseDate(value) {
    var day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value || "");
    return day ? day[3] + "/" + day[2] + "/" + day[1] : value;
  }

  function citationOf(cited) {
    var details = fresh("t-citation");
    var path = cited.heading_path || [];
    var where = details.querySelector(".path");
    var from = details.querySelector(".from");
    details.querySelector(".heading").textContent = path.length ? path[path.length - 1] : cited.title;
    if (path.length) {
      where.querySelector("span").textContent = path.join(" › ");
    } else {
      where.remove();
    }
    details.querySelector("blockquote").textContent = cited.text;
    from.querySelector("span").textContent = known([
      cited.title, cited.number, vietnameseDate(cited.issued_on), cited.issuer,
      cited.page === null || cited.page === undefined ? "" : from.dataset.page + cited.page
    ]);
    return details;
  }

  function showAsked(question) {
    var asked = fresh("t-asked");
    asked.querySelector("p").textContent = question;
    log.appendChild(asked);
    return asked;
  }

  function showReply(data) {
    var reply = fresh("t-reply");
    var words = reply.querySelector(".words");
    var citations = data.citations || [];
    var lines = String(data.answer || "").split("\n");
    if (data.outcome === "answered" && citations.length && lines.length > 1) {
      reply.querySelector(".source").textContent = lines.pop();
      words.lang = "vi";
    }
    lines.forEach(function (line) { words.appendChild(paragraph(line)); });
    citations.forEach(function (cited) { reply.querySelector(".citations").appendChild(citationOf(cited)); });
    (data.suggestions || []).forEach(function (suggestion) {
      reply.querySelector(".next").appendChild(askButton(suggestion));
    });
    log.appendChild(reply);
  }

  function showFailed(question, asked, id, text) {
    var failed = fresh("t-failed");
    var words = failed.querySelector("p");
    words.textContent = text || words.dataset.failed;
    failed.querySelector("button").addEventListener("click", function () {
      if (busy) { return; }
      failed.remove();
      box.focus();
      request(question, asked, id);
    });
    log.appendChild(failed);
  }

  function setBusy(value) {
    busy = value;
    typing.hidden = !value;
    send.setAttribute("aria-disabled", String(value));
    if (value) { typing.scrollIntoView(false); }
  }

  function worthRetrying(status) {
    return status === 429 || status >= 500;
  }

  function request(question, asked, id) {
    var stop = window.AbortController ? new AbortController() : null;
    var timer = window.setTimeout(function () { if (stop) { stop.abort(); } }, TIMEOUT_MS);
    setBusy(true);
    fetch("/api/ask", {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ question: question, language: language, id: id }),
      signal: stop ? stop.signal : undefined
    }).then(function (response) {
      return response.json().then(function (data) {
        if (worthRetrying(response.status)) {
          // 504: it may be answered by now. Anything else was an answer, and the next try asks anew.
          showFailed(question, asked, response.status === 504 ? id : newId(), data.answer);
        } else {
          showReply(data);
        }
      });
    }).catch(function () {
      showFailed(question, asked, id, "");
    }).then(function () {
      window.clearTimeout(timer);
      setBusy(false);
      toTop(asked);
    });
  }

  function ask(question) {
    if (busy) { return false; }
    var asked = showAsked(question);
    toTop(asked);
    request(question, asked, newId());
    return true;
  }

  function fit() {
    var tooLong = Array.from(box.value.trim()).length > limit;
    box.style.height = "auto";
    box.style.height = box.scrollHeight + 2 + "px";
    if (tooLong !== (box.getAttribute("aria-invalid") === "true")) {
      box.setAttribute("aria-invalid", String(tooLong));
      problem.textContent = tooLong ? problem.dataset.tooLong : "";
    }
    return !tooLong;
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    var question = box.value.trim();
    if (!question) { box.focus(); return; }
    if (fit() && ask(question)) {
      box.value = "";
      fit();
    }
  });

  box.addEventListener("input", fit);
  box.addEventListener("keydown", function (event) {
    // While an input method composes "ươ", Enter belongs to it.
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
      event.preventDefault();
      send.click();
    }
  });

  document.addEventListener("click", function (event) {
    var button = event.target.closest ? event.target.closest("button.ask") : null;
    if (button && ask(button.dataset.question)) { log.focus({ preventScroll: true }); }
  });

  window.addEventListener("offline", function () { network.textContent = network.dataset.offline; });
  window.addEventListener("online", function () {
    network.textContent = network.dataset.online;
    window.setTimeout(function () { network.textContent = ""; }, 4000);
  });
  if (navigator.onLine === false) { network.textContent = network.dataset.offline; }
}());
