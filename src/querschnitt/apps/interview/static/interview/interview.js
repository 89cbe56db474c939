// Improves a page of questions, which works without it: keeps what is written, holds it while the net is away, goes on
// without losing anything, and warns before a visit ends. What belongs together stands in the modules below.

import { isModern } from "./modern.js";
import { changed, go, save, saveSoon, start } from "./sending.js";
import { hide, hold, say } from "./status.js";
import { end, lives, over, start as watch } from "./timeout.js";

let pressed;

function improve() {
  start({
    saving: () => say("saving"),
    saved: (isUnsent) => {
      say(lives() ? "timeoutExtended" : "saved");
      if (isUnsent) hide();
    },
    held: () => hold(save),
    through: () => {
      lives();
      say("onlineAgain");
    },
    lost: () => say(""),
    turned: end,
    ended: (address) => (/[?&]again=/.test(address) ? over() : say("")),
  });
  watch(() => save(true));

  document.getElementById("main").addEventListener("input", () => {
    hide();
    changed();
  });
  document.addEventListener("focusout", ({ target, relatedTarget: next }) => {
    if (/^(text|textarea)$/.test(target.type) && !(next && next.name === "go")) saveSoon();
  });
  addEventListener("blur", save);

  // Which button was it? Old browsers do not say.
  document.addEventListener("click", ({ target }) => {
    pressed = target.closest && target.closest("button[name=go]");
  });
  document.addEventListener("submit", (event) => {
    if (event.target !== document.getElementById("page")) return;
    event.preventDefault();
    const button = event.submitter || pressed;
    go((button && button.value) || "next");
  });
}

if (isModern) improve();
