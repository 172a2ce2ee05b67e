// Scrolls the box with a key into view, once for each mark: see attention.py.

const shown = new Set();

/** @param {{ parentElement: Element & { host?: Element }, data: { box: string, mark: string } }} component */
export default function ({ parentElement, data }) {
  if (shown.has(data.mark)) return;
  shown.add(data.mark);
  /** @type {HTMLElement | null} */
  const box = (parentElement.host ?? parentElement).closest(`.st-key-${data.box}`);
  requestAnimationFrame(() => {
    if (!box?.isConnected) return;
    // Below Streamlit's own header, and the line on a chain that stays in sight under it.
    /** @type {HTMLElement | null} */
    const line = document.querySelector(".st-key-live");
    box.style.scrollMarginTop = `calc(4.25rem + ${line?.offsetHeight ?? 0}px)`;
    box.scrollIntoView({ block: "start" });
  });
}
