// What axe-core does not look at, or not strictly enough. Each function returns what it finds, as texts.
(() => {
  const TARGETS = "a[href], button, input:not([type=hidden]), select, textarea, summary, audio[controls], [role=button]";
  const SMALLEST = 24;

  const named = (element) => {
    const copy = element.cloneNode(false);
    return `${copy.outerHTML.replace(/<\/\w+>$/, "")} ${element.textContent.trim().slice(0, 40)}`.trim();
  };
  const isDrawn = (element) =>
    element.checkVisibility({ checkVisibilityCSS: true }) && !element.closest("[aria-hidden=true], datalist");
  // A link to skip to the content stands outside of the page until it has the focus.
  const isAside = (box) => box.right <= 0 || box.left >= innerWidth || box.bottom + scrollY <= 0;
  const targetOf = (element) => element.closest("label") || element;

  function overflow() {
    const found = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) found.push(`the page is ${root.scrollWidth} px wide on ${root.clientWidth}`);
    for (const element of document.body.querySelectorAll("*")) {
      const box = element.getBoundingClientRect();
      if (!isDrawn(element) || box.width === 0 || isAside(box)) continue;
      if (box.left < -1 || box.right > innerWidth + 1) found.push(`reaches out of the page: ${named(element)}`);
      const holdsText = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
      const isCut = element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0;
      if (holdsText && isCut && getComputedStyle(element).display !== "inline") found.push(`is cut off: ${named(element)}`);
    }
    return found;
  }

  // WCAG 2.5.8: 24 by 24, or a circle of that size around it that touches no other target; or a link in a sentence.
  function targets() {
    const all = [...new Set([...document.querySelectorAll(TARGETS)].filter(isDrawn).map(targetOf))];
    const boxes = all.map((element) => element.getBoundingClientRect());
    const isSmall = (box) => box.width < SMALLEST - 0.01 || box.height < SMALLEST - 0.01;
    const gap = (box, x, y) =>
      Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));
    const centre = (box) => [box.left + box.width / 2, box.top + box.height / 2];
    const isCrowded = (box, index) =>
      boxes.some((other, at) => {
        if (at === index || all[at].contains(all[index]) || all[index].contains(all[at])) return false;
        if (gap(other, ...centre(box)) < SMALLEST / 2) return true;
        const [x, y] = centre(box), [u, v] = centre(other);
        return isSmall(other) && Math.hypot(x - u, y - v) < SMALLEST;
      });
    const isInSentence = (element) =>
      getComputedStyle(element).display === "inline" && element.parentElement.textContent.trim() !== element.textContent.trim();
    return all
      .filter((element, at) => isSmall(boxes[at]) && !isAside(boxes[at]) && !isInSentence(element) && isCrowded(boxes[at], at))
      .map((element) => {
        const { width, height } = element.getBoundingClientRect();
        return `is pressed on ${Math.round(width)} by ${Math.round(height)} px: ${named(element)}`;
      });
  }

  function structure() {
    const found = [];
    const headings = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(isDrawn);
    const count = headings.filter((heading) => heading.tagName === "H1").length;
    if (count !== 1) found.push(`${count} first headings`);
    // What has happened, such as errors, may be said before the heading of the page.
    const levels = headings.filter((heading) => !heading.closest(".summary, .notice")).map((heading) => +heading.tagName[1]);
    levels.forEach((level, at) => {
      if (level > (levels[at - 1] ?? 0) + 1) found.push(`heading ${level} after ${levels[at - 1] ?? 0}`);
    });
    const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
    ids.filter((id, at) => ids.indexOf(id) !== at).forEach((id) => found.push(`id twice: ${id}`));
    for (const element of document.querySelectorAll("[aria-describedby], [aria-labelledby]"))
      for (const id of `${element.getAttribute("aria-describedby") ?? ""} ${element.getAttribute("aria-labelledby") ?? ""}`.split(" "))
        if (id && !document.getElementById(id)) found.push(`speaks of '${id}', which is not there: ${named(element)}`);
    for (const field of document.querySelectorAll("input[type=text], input[type=tel], input[type=date], input[type=time]"))
      if (!field.autocomplete) found.push(`does not say what the browser may fill in: ${named(field)}`);
    for (const question of document.querySelectorAll(".wrong")) found.push(...wrong(question));
    return found;
  }

  function wrong(question) {
    const message = question.querySelector(":scope > .error");
    const speaking = [question, ...question.querySelectorAll("input, select, textarea")];
    const isSaid = message && speaking.some((element) => (element.getAttribute("aria-describedby") ?? "").split(" ").includes(message.id));
    return isSaid ? [] : [`an error is not said with its field: ${named(question)}`];
  }

  // A summary of errors has the focus when the page comes; each link leads to its field, with the message in sight.
  function summary() {
    const box = document.querySelector(".summary, .notice[autofocus]");
    if (!box) return [];
    const found = document.activeElement === box ? [] : [`the summary has not the focus, but ${named(document.activeElement)}`];
    if (!["alert", "status"].includes(box.getAttribute("role"))) found.push("the summary is not announced");
    for (const link of box.querySelectorAll("a")) {
      link.click();
      const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (!target) found.push(`leads nowhere: ${named(link)}`);
      else if (box.matches(".summary") && document.activeElement !== target) found.push(`does not lead into its field: ${named(link)}`);
      else if (!isSeen(target.closest(".wrong")?.querySelector(".error") ?? target.querySelector("legend") ?? target)) found.push(`its message is out of sight: ${named(link)}`);
    }
    scrollTo(0, 0);
    box.focus();
    return found;
  }

  const isSeen = (element) => {
    const box = element.getBoundingClientRect();
    return box.top >= 0 && box.bottom <= innerHeight;
  };

  // What the focus looks like where it is now: an outline of 2 px or more on the element or its row, not covered.
  function focus() {
    const element = document.activeElement;
    if (!element || element === document.body) return [];
    const outlined = [element, targetOf(element)].find((part) => {
      const style = getComputedStyle(part);
      return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    });
    const box = (outlined ?? element).getBoundingClientRect();
    const found = outlined ? [] : [`the focus cannot be seen: ${named(element)}`];
    const isInView = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    if (!isInView || box.width < 1 || box.height < 1) return [...found, `the focus is out of sight: ${named(element)}`];
    const x = (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2;
    const y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
    const top = document.elementFromPoint(x, y);
    const isOwn = targetOf(element).contains(top) || (top !== document.body && top?.contains(element));
    const isCovered = top && !isOwn;
    return isCovered ? [...found, `the focus is covered by ${named(top)}: ${named(element)}`] : found;
  }

  // Everything that Tab must reach, of a group of radio buttons the one that is chosen or the first.
  function stops() {
    const within = document.querySelector("dialog:modal") ?? document;
    const all = [...within.querySelectorAll(`${TARGETS}, [tabindex]`)].filter(
      (element) => isDrawn(element) && element.tabIndex >= 0 && !element.disabled
    );
    return all.filter((element) => {
      if (element.type !== "radio") return true;
      const group = all.filter((other) => other.type === "radio" && other.name === element.name);
      return element === (group.find((other) => other.checked) ?? group[0]);
    });
  }

  const everyFocus = () => {
    const before = document.activeElement;
    const found = stops().flatMap((element) => {
      document.activeElement.blur();
      element.focus();
      return focus();
    });
    before.focus();
    return found;
  };

  // More space between lines, words and letters, as readers may set it (WCAG 1.4.12).
  const AIRY = new CSSStyleSheet();
  AIRY.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-block-end: 2em !important }`);

  function spaced() {
    document.adoptedStyleSheets = [AIRY];
    const found = overflow().map((finding) => `with more space between letters: ${finding}`);
    document.adoptedStyleSheets = [];
    return found;
  }

  // Where the focus is, what is wrong with it, and, at the end of a round with Tab, what the focus has never reached.
  const reached = new WeakSet();

  async function here() {
    const element = document.activeElement ?? document.body;
    reached.add(element);
    // The browser may need a moment to bring into sight what has the focus.
    for (let frames = 0; frames < 10 && focus().length; frames++) await new Promise(requestAnimationFrame);
    const { name = "", type = "", value = "", checked = false } = element;
    return { name, type, value, checked, isOut: element === document.body, found: focus() };
  }

  const missed = () => stops().filter((element) => !reached.has(element)).map((element) => `is not reached: ${named(element)}`);

  const layout = () => [...overflow(), ...targets(), ...everyFocus(), ...spaced()];

  // Everything that axe-core knows of WCAG 2.0 to 2.2, A and AA, and its best practices; besides, the size of targets, and
  // the contrast of AAA instead of that of AA. What it cannot decide counts as found.
  const RULES = { "target-size": { enabled: true } };
  const CONTRAST = { contrastRatio: { normal: { expected: 7 }, large: { expected: 4.5 } } };
  const DEFAULTS = { ignoreUnicode: true, boldValue: 700, boldTextPt: 14, largeTextPt: 18, pseudoSizeThreshold: 0.25 };
  window.axe?.configure({ checks: [{ id: "color-contrast", options: { ...DEFAULTS, ...CONTRAST } }] });

  let preload = true; // style sheets and recordings are the same in every state, and looked at in the first

  async function axe() {
    scrollTo(0, document.body.scrollHeight); // what stays at the edge of the window covers nothing there
    const result = await window.axe.run({ resultTypes: ["violations", "incomplete"], rules: RULES, preload });
    preload = false;
    const nodes = (rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 160)}`);
    return [...result.violations, ...result.incomplete].flatMap(nodes);
  }

  window.measures = { axe, here, layout, missed, structure, summary };
})();
