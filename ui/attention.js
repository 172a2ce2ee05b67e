// Scrolls the box with a key into view, once for each mark: see attention.py.

const shown = new Set();

export default function ({ parentElement, data }) {
  if (shown.has(data.mark)) return;
  shown.add(data.mark);
  const box = (parentElement.host ?? parentElement).closest(`.st-key-${data.box}`);
  requestAnimationFrame(() => {
    if (!box?.isConnected) return;
    box.style.scrollMarginTop = "4rem"; // below Streamlit's own header
    box.scrollIntoView({ block: "start" });
  });
}
