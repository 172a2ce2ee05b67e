// Arrives at the top of each page, with the title in focus: see arrival.py, which puts this in a script that ends with
// `draw(...)`. No `<` may stand before a letter in it: a sanitizer would take that for a tag, and the script away.

const COVERED_PX = 20; // of the page under the menu, beyond what rounding makes
const PATIENCE_MS = 3000; // for the new page's title to be drawn

/** @typedef {{ page: string, title: string }} Arrival */

const seen = document.documentElement.dataset; // outlives the script: the page that was drawn last

/** @param {Arrival} drawn */
function draw(drawn) {
  const last = seen.fomoPage;
  if (last === drawn.page) return;
  seen.fomoPage = drawn.page;
  // The first page is where the visitor came in: the browser knows where it was scrolled to.
  if (last === undefined) keepSteps();
  else arrive(drawn);
}

/** @param {Arrival} arrival */
function arrive({ page: wanted, title }) {
  const since = performance.now();
  closeMenu();
  toTop();
  const look = () => {
    if (seen.fomoPage !== wanted) return; // already left again
    const headings = document.querySelector("[data-testid=stMain]")?.querySelectorAll("h1") ?? [];
    const heading = [...headings].find((h) => h.innerText.trim() === title);
    if (heading) {
      toTop();
      heading.tabIndex = -1; // in focus when told to be, in no one's way with the Tab key
      heading.style.outline = "none";
      heading.focus({ preventScroll: true });
    } else if (performance.now() - since < PATIENCE_MS) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

function toTop() {
  document.querySelector("[data-testid=stMain]")?.scrollTo({ top: 0, behavior: "instant" });
}

// Where the menu lies beside the page it stays; which of both is Streamlit's to decide, by the window's width.
function closeMenu() {
  const open = document.querySelector("[data-testid=stSidebar][data-collapsed=false]");
  const main = document.querySelector("[data-testid=stMain]");
  if (!open || !main || open.getBoundingClientRect().right - main.getBoundingClientRect().left < COVERED_PX) return;
  /** @type {HTMLElement | null | undefined} */
  const button = open.querySelector("[data-testid=stSidebarCollapseButton] button");
  button?.click();
}

// What the address says beside the page (which sandbox, which offering) is no step of its own: Streamlit
// would make it one, and Back would have to be pressed once more for each.
function keepSteps() {
  const push = history.pushState.bind(history);
  history.pushState = (state, unused, url) => {
    const there = url === undefined || url === null ? null : new URL(url, location.href);
    const same = there !== null && there.origin === location.origin && there.pathname === location.pathname;
    (same ? history.replaceState.bind(history) : push)(state, unused, url);
  };
}
