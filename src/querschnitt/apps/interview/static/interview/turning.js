// Turns to a page that came with the answer to a form: one way over a slow net, not two. To the browser's back button,
// to the address bar and to whoever listens it is a page like any other; only asked for it was not.

const placeOf = () => location.pathname + location.search;
const here = placeOf();

export function turnTo(page, address) {
  if (address !== here) history.pushState(null, "", address);
  document.open();
  document.write(page);
  document.close();
  scrollTo(0, 0);
  const first = document.querySelector("[autofocus]");
  if (first) first.focus();
}

// The page before stands in the browser's history as an address alone: it is asked for.
addEventListener("popstate", () => {
  if (placeOf() !== here) location.replace(placeOf());
});
