// The life line: one picture of a whole launch. Python says what there is to draw and to read; moving is done here.
//
// A picture is built once for its size. After that a step changes classes, paths and labels, and a frame only where
// the cursor stands. Names inside the texts are other people's: they become text, never markup.

const SVG = "http://www.w3.org/2000/svg";
const STEP_MS = 300, LENS_MS = 600, GATE_MS = 900, REST_MS = 250, SPOKEN_MS = 1000;
const READING_MS = 1600, SIGN_MS = 40; // how long a step stands while the story plays
const ZONE_S = [4, 6, 2, 8]; // how long the home page plays each zone
const TOKENS = 130_000; // burned tokens that fill the height
/** @type {Record<string, number[]>} the four zones' shares of the width */
const LENSES = {
  whole: [21, 31, 17, 31], launch: [40, 27, 13, 20], gate: [20, 30, 27, 23], use: [15, 23, 17, 45],
  failure: [19, 45, 13, 23], taxed: [50, 32, 18, 0], raising: [20, 58, 22, 0], traded: [12, 18, 15, 55],
};
/** @type {Record<string, number[]>} size of text; room at the left, above, below, right, for values at the end; a disc's radius */
const LOOKS = {
  stage: [20, 112, 34, 44, 20, 112, 20], full: [13, 72, 50, 27, 13, 86, 13],
  compact: [12.5, 62, 50, 27, 4, 58, 12], phone: [12.5, 52, 4, 27, 2, 46, 9],
};
/** @type {Record<string, string>} */
const ICONS = {
  play: "M8 5v14l11-7z", pause: "M7 5h3v14H7zM14 5h3v14h-3z", back: "M6 5h2v14H6zM19 5v14L9 12z",
  forward: "M16 5h2v14h-2zM5 5v14l10-7z", again: "M12 5V1L7 6l5 5V7a5 5 0 1 1-5 5H5a7 7 0 1 0 7-7z",
  stage: "M21 3h-7v2h3.6L5 17.6V14H3v7h7v-2H6.4L19 6.4V10h2z", leave: "M13 11h7V9h-3.6L21 4.4 19.600 3 15 7.600V4h-2zM4 13v2h3.600L3 19.600 4.400 21 9 16.400V20h2v-7z",
};
/** @type {[string, number][]} the gate's ribbons while nobody knows what will flow */
const GHOST = [["pool", 0.6], ["operations", 0.2], ["incentives", 0.2]];
const INTERACTIVE =
  "input,textarea,select,[contenteditable=true],[role=slider],[role=listbox],[role=option],[role=combobox],[role=menu],[role=menuitem],[role=dialog],[role=radiogroup],[role=tablist],[role=grid]";

/** @typedef {[text: string, cls: string]} Piece */
/** @typedef {{ n: number, t: number, zone: number, chapter: number, clock: string, lead: string, say: Piece[], numbers: string[][] }} Step */
/** @typedef {[step: number, t: number, value: number, text: string]} Point */
/** @typedef {Record<string, string> & { heads: string[][], tax: string[], tax_short?: string[], opens: string[] }} Words */
/**
 * @typedef {{
 *   id: string, title: string, alt: string, min: number, max: number, words: Words, tax_end: number,
 *   tax: [number, number][], tax_notes: [number, number, string][], closes: number, closed: number | null,
 *   gate: "open" | "shut" | "waiting", ends: number, now?: [number, number, string] | null,
 *   ticks: [number, number, string][], raised: [number, number, number][],
 *   purchases: [number, number, number, number, number, number, string][],
 *   notes: [number, number, number, string, string][], parts: [string, number, string, string, string][],
 *   pool: Point[], without: Point[], trades: [number, number, number, number, string][], uses: Point[],
 *   burns: [number, number, number, string, string, number][], returns: [number | null, string, number, string][],
 *   lost: [string, number, string][], chapters: string[], steps: Step[],
 * }} Picture
 */
/** @typedef {{ picture: Picture | null, mode: string, at: number, ack: number, playing: boolean, typed: [number, number] | null }} Data */
/** @typedef {{ x: number, y: number, r?: number, sides: string, slide?: number, end?: boolean, lines: Piece[] }} Label */
/** @typedef {[left: number, top: number, right: number, bottom: number]} Box */
/** @typedef {[step: number, q: number, y: number]} Spot */
/** @typedef {{ points: Spot[], foot: number, from: number, to: number }} Stair */

const pen = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
const still = matchMedia("(prefers-reduced-motion: reduce)");
const root = el(null, "section", "life"), top = el(root, "p", "top"), say = el(root, "p", "say"), pic = el(root, "div", "pic");
const nums = el(root, "dl", "nums"), bar = el(root, "div", "bar"), told = el(root, "ol", "told");
const svg = draw(pic, "svg", { role: "img" }), pill = el(pic, "div", "pill"), tip = el(pic, "div", "tip"), rail = el(bar, "div", "chapters");
/** @type {Record<string, HTMLElement>} */
const buttons = {};

let p = /** @type {Picture} */ ({}); // what is drawn
let g = { w: 0, h: 0, k: 1, fs: 0, left: 0, top: 0, base: 0, W: 0, pad: 0, disc: 0, look: "", font: "", serif: "" }; // and on how much room

/** A page has one life line: this is how it stands. */
const s = {
  parent: /** @type {Node | null} */ (null), turn: 0, tell: /** @type {(act: object) => void} */ (() => {}),
  data: /** @type {Data} */ ({}), key: "", mode: "hidden", rest: "page", want: "",
  i: -2, q: 0, gate: 0, lens: LENSES.whole, aim: "", // the step, the cursor, how far the gate is open, the zones' shares
  playing: 0, speed: 1, held: false, since: 0, said: 0,
  seq: 0, sent: 0, timer: 0, dwell: 0, later: 0, raf: 0, // numbers of acts, and what waits
  fresh: true, gateStep: 0, endsX: 0, half: 0, // where the gate opens; where the values at the end were put; half the pill's width
  tweens: /** @type {Map<string, { since: number, ms: number, apply: (part: number) => void }>} */ (new Map()),
  places: /** @type {(() => void)[]} */ ([]), // what follows the lens
  paths: /** @type {(() => void)[]} */ ([]), // what follows the steps
  marks: /** @type {{ node: Element, step: number, box?: () => Box }[]} */ ([]),
  texts: /** @type {Map<string, SVGElement>} */ (new Map()), // labels by what and where they are
  wanted: /** @type {Map<string, SVGElement>} */ (new Map()), // those of this step
  ticks: /** @type {{ node: Element, x: number, half: number }[]} */ ([]),
  stairs: /** @type {Record<string, Stair>} */ ({}), parts: /** @type {Record<string, SVGElement>} */ ({}),
};
furnish();

/** @param {{ data: Data, parentElement: Node, setTriggerValue: (name: string, value: unknown) => void }} component */
export default function ({ data, parentElement, setTriggerValue }) {
  const turn = ++s.turn;
  if (s.parent !== parentElement) parentElement.appendChild(root);
  s.parent = parentElement;
  s.tell = (act) => setTriggerValue("act", act);
  document.addEventListener("keydown", onKey);
  take(data);
  // Streamlit may end an earlier turn after a later one has begun: only the last one's end counts.
  return () => { if (s.turn === turn) leave(); };
}

function leave() {
  stop();
  clearTimeout(s.timer);
  clearTimeout(s.later);
  document.removeEventListener("keydown", onKey);
  root.remove();
  s.parent = null;
}

function furnish() {
  /** @type {Record<string, () => void>} */
  const acts = {
    play: () => (s.playing ? stop() : play(2)), again: () => { go(0); play(2); },
    back: () => go(s.i - 1), forward: () => go(s.i + 1), faster: () => hasten(), stage: () => enter(s.mode !== "stage"),
  };
  for (const [name, act] of Object.entries(acts)) {
    const button = (buttons[name] = el(bar, "button", name));
    button.onclick = act;
  }
  bar.insertBefore(rail, buttons.faster);
  say.ariaLive = "polite";
  pill.role = "slider";
  pill.tabIndex = 0;
  pill.onpointerdown = (event) => { stop(); pill.setPointerCapture(event.pointerId); };
  pill.onpointermove = (event) => { if (pill.hasPointerCapture(event.pointerId)) drag(event.clientX); };
  svg.addEventListener("pointerover", (event) => hint(/** @type {SVGElement} */ (event.target)));
  svg.addEventListener("pointerleave", () => (tip.textContent = ""));
  const hold = () => { s.held = root.matches(":hover,:focus-within"); wake(); };
  for (const name of ["pointerenter", "pointerleave", "focusin", "focusout"])
    root.addEventListener(name, () => setTimeout(hold));
  document.addEventListener("visibilitychange", wake);
  root.tabIndex = -1;
}

/** Takes in what Python says now. @param {Data} data */
function take(data) {
  const { picture } = data, key = JSON.stringify([picture, data.typed]), other = picture?.id !== p.id;
  const agreed = !s.timer && (!s.sent || data.ack === s.sent), news = data.at !== s.data.at || data.ack !== s.data.ack;
  s.seq = Math.max(s.seq, data.ack);
  s.data = data;
  if (agreed || other) s.want = "";
  // Moments of the clock leave the log as long as it was: among those the picture stays where it stands.
  const last = (/** @type {Picture | null} */ from) => JSON.stringify(from?.steps?.at(-1)), same = !other && last(picture) === last(p);
  const stays = same && picture?.steps[s.i]?.n === picture?.steps[data.at]?.n;
  if (picture && key !== s.key) { p = picture; s.key = key; s.fresh = true; }
  dress(picture ? s.want || data.mode : "hidden");
  if (!picture) return stop();
  if (other) { stop(); Object.assign(s, { i: -2, q: 0, gate: 0, aim: "" }); }
  const begins = other && data.playing && flows(), was = s.i, follows = other || (agreed && news && !stays && !(s.playing && flows()));
  s.i = begins ? -1 : Math.min(follows ? data.at : s.i, p.steps.length - 1);
  if (s.mode === "hidden") return stop();
  if (!fit() && s.i !== was) { show(); aim(); }
  if (begins) play(1);
}

/** Puts on the look of a mode, and its words. @param {string} mode */
function dress(mode) {
  const style = getComputedStyle(root), changed = mode !== s.mode;
  pen.fillStyle = style.getPropertyValue("--st-background-color").trim() || "#fff";
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(`${pen.fillStyle}`.slice(at, at + 2), 16));
  root.className = `life ${mode}${r * 0.3 + g * 0.59 + b * 0.11 < 110 ? " dark" : ""}`;
  s.mode = mode;
  if (mode === "home" || mode === "page") s.rest = mode;
  if (changed) s.fresh = true;
  if (changed && mode === "stage") root.focus({ preventScroll: true });
}

// --- moving ---

/** @param {number} i */
function go(i) {
  const steps = p.steps ?? [], next = Math.max(0, Math.min(steps.length - 1, i));
  if (next === s.i || !steps.length) return;
  if (flows()) stop();
  s.i = next;
  show();
  aim();
  if (s.playing) linger();
  clearTimeout(s.timer);
  s.timer = setTimeout(() => send({}), REST_MS);
}

/** @param {object} act */
function send(act) {
  clearTimeout(s.timer);
  s.timer = 0;
  s.sent = ++s.seq;
  const step = p.steps[s.i];
  s.tell({ seq: s.sent, ...act, ...(step && { look: step.n }) });
}

/** Enters the stage or leaves it, at once; the server follows. @param {boolean} stage */
function enter(stage) {
  s.want = stage ? "stage" : s.rest;
  dress(s.want);
  fit();
  send({ stage });
}

/** @param {number} by 1 as a visitor's eye falls on it, 2 because somebody asked */
function play(by) {
  if (s.i >= p.steps.length - 1) go(0);
  s.playing = by;
  if (flows() && s.tweens.delete("q")) s.q = stand(s.i);
  if (flows()) wake(); else linger();
  name();
}

function stop() {
  clearTimeout(s.dwell);
  if (!s.playing) return;
  s.playing = 0;
  name();
}

const flows = () => s.mode === "home" && !still.matches;

/** The next step comes when this one can be read. */
function linger() {
  clearTimeout(s.dwell);
  if (flows()) return;
  const step = p.steps[s.i], signs = step ? step.say.map(([text]) => text).join("").length : 0;
  s.dwell = setTimeout(() => {
    if (document.hidden) return linger();
    if (s.i < p.steps.length - 1) go(s.i + 1);
    if (s.i >= p.steps.length - 1) stop();
  }, Math.max(SPOKEN_MS, (READING_MS + SIGN_MS * signs) / s.speed));
}

function hasten() {
  s.speed = s.speed === 4 ? 1 : s.speed * 2;
  if (s.playing) linger();
  name();
}

/** The home page's own way: the cursor flows, and steps as it passes them. @param {number} now */
function flow(now) {
  const passed = s.since && Math.min(0.1, (now - s.since) / 1000), end = stand(p.steps.length - 1);
  s.since = now;
  s.q = Math.min(end, s.q + passed / ZONE_S[Math.min(3, Math.floor(s.q))]);
  let i = s.i;
  while (i + 1 < p.steps.length && stand(i + 1) <= s.q) i++;
  s.gate = Math.max(0, Math.min(1, s.q - 2));
  if (i !== s.i) { s.i = i; show(); shift(); }
  if (s.q >= end) { stop(); aim(); }
}

const flowing = () => s.playing > 0 && flows() && !document.hidden && (s.playing > 1 || !s.held);

function wake() {
  s.raf ||= requestAnimationFrame(frame);
}

/** @param {number} now */
function frame(now) {
  s.raf = 0;
  for (const [key, { since, ms, apply }] of s.tweens) {
    const part = Math.max(0, Math.min(1, (now - since) / ms));
    if (part === 1) s.tweens.delete(key);
    apply(1 - (1 - part) ** 3);
  }
  if (flowing()) flow(now); else s.since = 0;
  move();
  if (s.tweens.size || flowing()) wake();
}

/** @param {string} key @param {number} ms @param {(part: number) => void} apply */
function tween(key, ms, apply) {
  if (still.matches) { apply(1); return move(); }
  s.tweens.set(key, { since: performance.now(), ms, apply });
  wake();
}

/** Sends the cursor to where its step stands. */
function aim() {
  const from = s.q, to = stand(s.i), open = +(s.i >= s.gateStep), was = s.gate;
  tween("q", STEP_MS, (part) => (s.q = from + (to - from) * part));
  if (open !== was) tween("gate", open ? GATE_MS : STEP_MS, (part) => (s.gate = was + (open - was) * part));
  shift();
}

/** Looks where the story is: another share of the width for each zone. */
function shift() {
  const focus = focused(), from = s.lens, to = shares(focus);
  if (focus === s.aim) return;
  s.aim = focus;
  s.parts.words.classList.add("gone");
  label();
  tween("lens", LENS_MS, (part) => {
    s.lens = from.map((share, zone) => share + (to[zone] - share) * part);
    for (const place of s.places) place();
    if (part === 1) { s.parts.words.classList.remove("gone"); label(); }
  });
}

function focused() {
  const { gate, tax_end, steps } = p, zone = steps[s.i]?.zone ?? 0, taxed = !zone && tax_end > 0;
  if (gate === "waiting") return taxed ? "taxed" : "raising";
  if (s.mode === "stage" && taxed) return "launch";
  if (gate === "shut") return "failure";
  if (s.mode === "stage") return ["whole", "whole", "gate", "use"][zone];
  return zone === 3 && g.w < 600 ? "traded" : "whole";
}

/** @param {string} focus */
function shares(focus) {
  const lens = LENSES[focus].map((share, zone) => (zone || p.tax_end ? share : 0));
  const all = lens.reduce((sum, share) => sum + share);
  return lens.map((share) => share / all);
}

/** Where a zone's time lies: the zone's number and the part of it. @param {number} zone @param {number} t */
function when(zone, t) {
  const { tax_end, closes, closed, ends, gate } = p, close = closed ?? closes;
  if (zone === 2 || (zone === 3 && gate !== "open")) return 2;
  const [from, to] = [[0, tax_end], [tax_end, close], [], [close, ends]][zone];
  return zone + (to > from ? Math.max(0, Math.min(0.9999, (t - from) / (to - from))) : 0);
}

/** @param {number} t */
const raising = (t) => when(t < p.tax_end ? 0 : 1, t);

/** @param {number} i */
function stand(i) {
  const { steps, now } = p, step = steps[i];
  if (now && i === steps.length - 1) return when(now[0], now[1]);
  return step ? when(step.zone, step.t) : p.tax_end ? 0 : 1;
}

/** The pixels from the left. @param {number} q */
function X(q, lens = s.lens) {
  const zone = Math.min(3, Math.floor(q)), { left, W, pad } = g, width = lens[zone] * W;
  const before = lens.slice(0, zone).reduce((sum, share) => sum + share, 0);
  return left + before * W + (q - zone) * (zone < 3 || q === 4 ? width : Math.max(width * 0.6, width - pad));
}

/** The pixels from the top at so much FLOCK. @param {number} flock */
const Y = (flock) => g.base - ((g.base - g.top) * flock) / (1.2 * p.max);

/** What a frame changes. */
function move() {
  const x = X(s.q), { parts, half } = s;
  set(parts.past, { width: x + 1.5 });
  set(parts.now, { transform: `translate(${x.toFixed(2)})` });
  set(parts.ends, { transform: `translate(${(x - s.endsX).toFixed(2)})` });
  set(parts.opened, { x: X(2), width: s.gate * (X(3) - X(2)) });
  const at = Math.max(half, Math.min(g.w - half, x));
  pill.style.transform = `translateX(${(at - half) * g.k}px)`;
  for (const tick of s.ticks) tick.node.classList.toggle("gone", Math.abs(tick.x - at) < tick.half + half + 5);
}

// --- building ---

/** Builds the picture anew if it, or its size, has changed. */
function fit() {
  const { fontFamily, fontSize } = getComputedStyle(pic), stage = s.mode === "stage", k = stage ? parseFloat(fontSize) / 20 : 1;
  const w = pic.clientWidth / k, h = pic.clientHeight / k;
  if (!w || !h || s.mode === "hidden" || !p.id || (!s.fresh && w === g.w && h === g.h)) return false;
  const look = stage ? "stage" : w < 430 ? "phone" : w < 900 ? "compact" : "full", [fs, left, head, foot, right, pad, disc] = LOOKS[look];
  g = { w, h, k, fs, left, top: head, base: h - foot, W: w - left - right, pad, disc, look, font: fontFamily, serif: getComputedStyle(say).fontFamily };
  s.fresh = false;
  pill.style.fontSize = `${g.fs * g.k}px`;
  const opens = p.steps.findIndex((step) => step.zone > 1);
  s.gateStep = opens < 0 ? Infinity : opens;
  s.tweens.clear();
  s.aim = focused();
  s.lens = shares(s.aim);
  if (!s.playing || !flows()) s.q = stand(s.i);
  s.gate = +(s.i >= s.gateStep);
  build();
  name();
  show();
  move();
  return true;
}

function build() {
  svg.replaceChildren();
  told.replaceChildren();
  Object.assign(s, { places: [], paths: [], marks: [], parts: {}, texts: new Map(), stairs: outlines() });
  set(svg, { viewBox: `0 0 ${g.w} ${g.h}`, "font-size": g.fs, "aria-label": p.alt });
  const defs = draw(svg, "defs");
  s.parts.past = draw(draw(defs, "clipPath", { id: `life-p` }), "rect", { height: g.h });
  s.parts.opened = draw(draw(defs, "clipPath", { id: `life-g` }), "rect", { height: g.h });
  const hatch = draw(defs, "pattern", { id: `life-h`, width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
  draw(hatch, "path", { d: "M0 0V7", class: "hatch" });
  for (const kind of ["raised", "pool", "operations", "incentives"]) blend(defs, kind);
  ground();
  const past = { "clip-path": `url(#life-p)` };
  areas(draw(svg, "g", past));
  if (p.gate !== "shut") gate();
  s.parts.now = draw(svg, "path", { class: "now", d: `M0 ${g.top}V${g.base}` });
  curves(draw(svg, "g", past));
  if (s.mode === "home") curves(draw(svg, "g", { class: "future" }), true);
  if (p.gate === "shut") back();
  post();
  purchases();
  uses();
  s.parts.words = draw(svg, "g", { class: "words" });
  s.parts.still = draw(s.parts.words, "g");
  s.parts.ends = draw(s.parts.words, "g", { id: "life-ends" });
  for (const place of s.places) place();
}

/** @param {SVGElement} defs @param {string} kind*/
function blend(defs, kind) {
  const up = kind === "raised", stops = draw(defs, "linearGradient", { id: `life-${kind}`, ...(up ? { x1: 0, x2: 0, y1: 1, y2: 0 } : {}) });
  draw(stops, "stop", { class: up ? "shallow" : "full" });
  draw(stops, "stop", { offset: up ? 1 : 0.55, class: up ? "deep" : kind });
  if (kind === "pool") draw(stops, "stop", { offset: 1, class: "thin" });
}

/** Draws what changes its place with the lens, and only then. @param {SVGElement} into @param {string} cls @param {() => string} d @param {object} [more] */
function shape(into, cls, d, more) {
  const path = draw(into, "path", { class: cls, ...more });
  s.places.push(() => set(path, { d: d() }));
  return path;
}

/** Zones, targets, tax, axis. */
function ground() {
  const top = Y(p.max), low = Y(p.min);
  const column = (/** @type {number} */ zone) => `M${X(zone)} ${g.top}H${X(zone + 1)}V${g.base}H${X(zone)}Z`;
  if (p.tax_end) shape(svg, "wash", () => column(0));
  shape(svg, "wash", () => column(2));
  shape(svg, "hair", () => [1, 2, 3].map((zone) => (zone > 1 || p.tax_end ? `M${X(zone)} ${g.top > 9 ? 4 : 0}V${g.base}` : "")).join(""));
  if (p.tax_end) {
    const edge = () => p.tax.map(([t, part]) => `${X(t < p.tax_end ? when(0, t) : 1)} ${Y(p.max * (1 - part))}`).join("L");
    const curtain = () => `M${X(0)} ${top}L${edge()}V${top}Z`;
    shape(svg, "curtain", curtain);
    shape(svg, "", curtain, { fill: `url(#life-h)` });
    shape(svg, "edge", () => `M${edge()}`);
    shape(svg, "edge dots", () => p.tax_notes.map(([t, part]) => `M${X(when(0, t))} ${Y(p.max * (1 - part))}h0`).join(""));
  }
  shape(svg, "target", () => `M${X(0)} ${top}H${X(2)}`);
  shape(svg, "target dashed", () => `M${X(0)} ${low}H${X(2)}`);
}

/** A stair through the points that the cursor has reached. @param {Stair} stair @param {boolean} [all] */
function stairs({ points, foot, from, to }, all) {
  let d = "";
  for (const [step, q, y] of points) if (all || step <= s.i) d += `H${X(q)}V${y}`;
  return d && `M${X(from)} ${foot}${d}H${X(to)}`;
}

/** Pixels for a price of 1: the pool's first price meets its ribbon, unless the highest would leave the zone. */
function priced() {
  const { pool, without, parts } = p, H = g.base - g.top, prices = [...pool, ...without].map(([, , price]) => price);
  const most = Math.max(0, ...prices), meeting = parts.length ? (g.base - Y(parts[0][1])) / (prices[0] || 1) : 1;
  return meeting * most > 0.86 * H ? (0.78 * H) / most : meeting;
}

/** The picture's stairs, in steps, zones' times and pixels. @returns {Record<string, Stair>} */
function outlines() {
  const { base, top } = g, { raised, pool, without, burns, tax_end } = p, unit = priced();
  const burned = burns.at(-1)?.[2] ?? 0, height = (base - top) * (burned > TOKENS ? 0.4 / burned : 1 / TOKENS);
  const inUse = (/** @type {Point[]} */ points) => points.map(([step, t, price]) => /** @type {Spot} */ ([step, when(3, t), base - price * unit]));
  const line = (/** @type {Spot[]} */ points, foot = points[0]?.[2]) => ({ points, foot, from: 3, to: 4 });
  return {
    raised: { points: raised.map(([step, t, flock]) => [step, raising(t), Y(flock)]), foot: base, from: tax_end ? 0 : 1, to: 2 },
    pool: line(inUse(pool)), without: line(inUse(without)),
    burned: line(burns.map(([step, t, all]) => [step, when(3, t), base - all * height]), base),
  };
}

/** Draws a path that grows with the steps. @param {SVGElement} into @param {string} cls @param {() => string} d @param {object} [more] */
function trail(into, cls, d, more) {
  const path = shape(into, cls, d, more);
  s.paths.push(() => set(path, { d: d() }));
}

/** @param {SVGElement} into */
function areas(into) {
  const area = (/** @type {string} */ name) => { const d = stairs(s.stairs[name]); return d && `${d}V${g.base}H${X(s.stairs[name].from)}Z`; };
  trail(into, "area", () => area("raised"), { fill: `url(#life-raised)` });
  trail(into, "area green", () => area("pool"));
  trail(into, "area burned", () => area("burned"));
}

/** @param {SVGElement} into @param {boolean} [all] also what is to come */
function curves(into, all) {
  for (const name of ["raised", "without", "pool"]) (all ? shape : trail)(into, `curve ${name}`, () => stairs(s.stairs[name], all));
}

/** The gate's ribbons: pale before it opens, then from left to right. */
function gate() {
  const parts = p.parts.length ? p.parts.map(([kind, flock]) => ({ kind, flock })) : GHOST.map(([kind, part]) => ({ kind, flock: p.max * part }));
  s.parts.ghost = draw(svg, "g", { class: "ghost" });
  const groups = [s.parts.ghost, ...(p.parts.length ? [draw(svg, "g", { class: "ribbons", "clip-path": `url(#life-g)` })] : [])];
  for (const group of groups) {
    let foot = g.base;
    parts.forEach(({ kind, flock }, place) => {
      const y = foot, h = g.base - Y(flock);
      shape(group, "", () => (place ? arrow(y, h, place) : basin(y - h)), { fill: `url(#life-${kind})` });
      foot -= h;
    });
  }
}

/** The pool's ribbon, from its share of the raise to its price. @param {number} y */
function basin(y) {
  const a = X(2), b = X(3), m = (a + b) / 2, end = s.stairs.pool.foot ?? y;
  return `M${a} ${g.base}V${y}C${m} ${y} ${m} ${end} ${b} ${end}V${g.base}Z`;
}

/** How far a ribbon that leaves has risen. @param {number} place */
const lift = (place) => ((place * 13 - 4) * (g.base - g.top)) / 310;

/** A ribbon that leaves. @param {number} y its foot @param {number} h @param {number} place */
function arrow(y, h, place) {
  const x = X(2), w = X(3) - x, up = lift(place), head = lift(0.8), [a, m, b, c] = [0.12, 0.36, 0.62, 0.73].map((part) => x + part * w);
  return `M${x} ${y - h}H${a}C${m} ${y - h} ${m} ${y - h - up} ${b} ${y - h - up}v${-head}L${c} ${y - h / 2 - up}L${b} ${y - up + head}v${-head}C${m} ${y - up} ${m} ${y} ${a} ${y}H${x}Z`;
}

/** Where the principal of a supporter goes back to. @param {number} place */
function seat(place, lens = s.lens) {
  const from = X(1, lens), slot = (X(2, lens) - from) / p.returns.length;
  return { x: from + slot * (place + 0.5), y: g.top + 0.53 * (g.base - g.top), slot };
}

/** The shut gate: principal goes back, fees stay. */
function back() {
  let foot = g.base;
  p.returns.forEach(([step, , flock], place) => {
    const h = g.base - Y(flock), y = foot - h / 2;
    // A point is wider than its band, or a thick one would swallow it.
    const point = () => { const { x, y: tip, slot } = seat(place), half = Math.max(9, Math.min(0.7 * h, slot / 2)); return { x, tip, half, end: tip + Math.max(12, 0.8 * half) }; };
    const band = () => { const { x, tip, end } = point(), far = X(2); return `M${far} ${y}C${(far + x) / 2} ${y} ${x} ${(y + tip) / 2} ${x} ${end}`; };
    for (const [cls, from] of /** @type {[string, number][]} */ ([["pale", s.gateStep], ["", step ?? Infinity]])) {
      const group = mark(svg, from, cls);
      shape(group, "band", band, { "stroke-width": Math.max(2, h) });
      shape(group, "tip-arrow", () => { const { x, tip, half, end } = point(); return `M${x} ${tip}L${x + half} ${end}H${x - half}Z`; });
    }
    foot -= h;
  });
  p.lost.forEach(([, flock], place) => {
    const group = mark(svg, s.gateStep, "");
    shape(group, "lost", () => `M${losing(place)} ${g.base}V${Math.min(g.base - 1, Y(flock))}h26V${g.base}z`);
  });
}

/** @param {number} place */
const losing = (place, lens = s.lens) => X(3, lens) + 9 + (place * lens[3] * g.W) / 2;

/** The gate's post and the axis. */
function post() {
  s.parts.post = shape(svg, "post", () => `M${X(2)} ${g.top}V${g.base}`);
  shape(svg, "axis", () => `M${g.left} ${g.base}H${g.left + g.W}` + p.ticks.map(([zone, t]) => `M${tick(zone, t)} ${g.base}v4`).join(""));
  if (p.tax_end) for (const cls of ["cut wide", "cut"]) shape(svg, cls, () => `M${X(1) - 5} ${g.base + 5}l4-10m3 0l-4 10`);
}

/** @param {number} zone @param {number} t */
const tick = (zone, t, lens = s.lens) => (zone === 2 ? (X(2, lens) + X(3, lens)) / 2 : X(when(zone, t), lens));

// --- marks ---

/** What shows from a step on. @param {SVGElement} into @param {number} step @param {string} cls @param {() => Box} [box] */
function mark(into, step, cls, box) {
  const node = draw(into, "g", { class: `mark ${cls}` });
  s.marks.push({ node, step, box });
  return node;
}

/** A mark at a point of the zones' time. @param {number} step @param {number} q @param {number} y @param {number} r @param {string} cls @param {string} [told] */
function spot(step, q, y, r, cls, told) {
  const reach = cls === "grow" ? Math.max(0, r - 6) : -99;
  const at = (lens = s.lens) => Math.max(X(q, lens), g.left + reach);
  const outer = draw(svg, "g");
  s.places.push(() => set(outer, { transform: `translate(${at()} ${y})` }));
  const node = mark(outer, step, cls, () => { const x = at(shares(s.aim)); return [x - r, y - r, x + r, y + r]; });
  if (told) outer.dataset.tip = told;
  return node;
}

function purchases() {
  const unit = g.disc / Math.sqrt(p.max / 15);
  const size = (/** @type {number} */ paid) => Math.min((g.base - g.top) / 4, Math.max(3, unit * Math.sqrt(paid)));
  for (const [step, t, paid, net, before, own, told] of p.purchases) {
    const r = size(paid), taken = paid - net > paid / 10;
    const node = spot(step, raising(t), Math.min(Y(before + net), g.base - r - 1), r, "grow", told);
    draw(node, "circle", { r, class: taken ? "disc taxed" : "disc" });
    if (taken) draw(node, "circle", { r: r * Math.sqrt(net / paid), class: "core" });
    if (own) draw(node, "circle", { r: r + 2, class: "own" });
  }
  if (!s.data.typed || p.gate !== "waiting") return;
  const [paid, net] = s.data.typed, r = size(paid), last = p.steps.length - 1;
  const node = spot(last, stand(last), Math.min(Y((p.raised.at(-1)?.[2] ?? 0) + net), g.base - r - 1), r, "");
  draw(node, "circle", { r, cx: r + 5, class: "typed" });
}

/** Trades, uses, buybacks. */
function uses() {
  const lane = (g.top + Y(p.max)) / 2 + 2, most = Math.max(...p.uses.map(([, , usd]) => usd));
  const height = (/** @type {number} */ step) => s.stairs.pool.points.filter(([at]) => at <= step).at(-1)?.[2] ?? g.base;
  const a = 0.38 * g.disc, R = 0.58 * g.disc;
  for (const [step, t, , way, told] of p.trades) {
    const node = spot(step, when(3, t), height(step) - way * a * 1.2, a, "", told);
    draw(node, "path", { class: "trade", d: `M0 ${-way * a}L${a} ${way * a * 0.8}H${-a}Z` });
  }
  for (const [step, t, usd, told] of p.uses) {
    const q = when(3, t), r = 0.78 * g.disc * Math.sqrt(usd / most);
    shape(mark(svg, step, "fall"), "fall", () => `M${X(q)} ${lane + r}V${height(step)}`);
    draw(spot(step, q, lane, r, "drop", told), "path", { class: "use", d: `M0 ${-1.6 * r}C${0.3 * r} ${-r} ${r} ${-0.5 * r} ${r} ${0.2 * r}A${r} ${r} 0 1 1 ${-r} ${0.2 * r}C${-r} ${-0.5 * r} ${-0.3 * r} ${-r} 0 ${-1.6 * r}Z` });
  }
  const star = [...Array(16).keys()].map((n) => { const far = n % 2 ? 0.42 * R : R, turn = (n * Math.PI) / 8; return `${far * Math.sin(turn)} ${-far * Math.cos(turn)}`; }).join("L");
  for (const [step, t, , all, share] of p.burns) {
    const node = spot(step, when(3, t), height(step), R, "flare", `${all} (${share}) ${p.words.burned}`);
    draw(node, "circle", { r: 2.6 * R, class: "halo" });
    draw(node, "path", { class: "star", d: `M${star}Z` });
  }
}

// --- labels ---

/** Puts the labels where nothing is in their way; one that fits nowhere is left out. */
function label() {
  const lens = shares(s.aim), { parts } = s;
  s.wanted = new Map();
  s.endsX = X(stand(s.i), lens);
  if (s.playing && flows()) s.endsX = X(s.q, lens);
  heads(lens);
  ticks(lens);
  const taken = obstacles(lens);
  for (const wanted of [...ends(lens), ...targets(lens), ...gated(lens), ...notes(lens), ...taxes(lens)]) {
    const box = room(wanted, taken);
    if (box) { taken.push(box.box); write(wanted.end ? parts.ends : parts.still, wanted.lines, box.x, box.box[1], box.anchor); }
  }
  for (const [key, text] of s.texts) if (!s.wanted.has(key)) text.remove();
  s.texts = s.wanted;
}

/** @param {Label} label @param {Box[]} taken */
function room({ x, y, r = 0, sides, slide = 0, lines }, taken) {
  const w = Math.max(...lines.map((piece) => width(piece))), h = lines.length * 1.2 * g.fs, air = r + 4;
  for (const side of sides)
    for (let up = 0; up <= slide; up = up > 0 ? -up : 4 - up) {
      const left = { r: x + air, l: x - air - w, s: x, e: x - w }[side] ?? x - w / 2;
      const top = ({ a: y - r - h - 2, b: y + air, s: y, e: y }[side] ?? y - h / 2) + up;
      /** @type {Box} */
      const box = [left, top, left + w, top + h];
      if (left < (side === "e" ? 0 : g.left) || left + w > g.w || top < 0 || top + h > g.base || taken.some((other) => meet(box, other))) continue;
      const end = side === "l" || side === "e", middle = side === "a" || side === "b";
      return { box, x: end ? left + w : middle ? x : left, anchor: end ? "end" : middle ? "middle" : "start" };
    }
  return null;
}

/** @param {Box} a @param {Box} b */
const meet = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

/** Writes a label; one that stands there already stays. @param {SVGElement} into @param {Piece[]} lines @param {number} x @param {number} y @param {string} anchor */
function write(into, lines, x, y, anchor) {
  const key = JSON.stringify([lines, x.toFixed(1), y.toFixed(1), into.id]), old = s.texts.get(key);
  const text = old ?? draw(into, "text", { "text-anchor": anchor });
  s.wanted.set(key, text);
  if (!old) lines.forEach(([words, cls], row) => { draw(text, "tspan", { x, y: y + (1.2 * row + 0.92) * g.fs, class: cls }).textContent = words; });
  return text;
}

/** @param {Piece} piece */
function width([text, cls]) {
  pen.font = `${cls.includes("b") ? 650 : 400} ${g.fs}px ${g.font}`;
  return pen.measureText(text).width;
}

/** What labels keep off: the gate's post, marks and lines up to the cursor. @param {number[]} lens @returns {Box[]} */
function obstacles(lens) {
  const far = X(2, lens), now = s.endsX;
  /** @type {Box[]} */
  const boxes = [[far - 2, g.top, far + 2, g.base]];
  for (const flock of [p.min, p.max]) boxes.push([g.left, Y(flock), far, Y(flock) + 1]);
  for (const { step, box } of s.marks) if (box && step <= s.i) boxes.push(box());
  for (const name of ["raised", "pool"]) {
    let { foot: y, from, points } = s.stairs[name], x = X(from, lens);
    for (const [step, q, to] of points) {
      if (step > s.i) continue;
      const at = X(q, lens);
      boxes.push([x, y - 2, at, y + 2], [at - 2, Math.min(y, to), at + 2, Math.max(y, to)]);
      [x, y] = [at, to];
    }
    if (points[0]?.[0] <= s.i) boxes.push([x, y - 2, name === "raised" ? Math.min(now, far) : now, y + 2]);
  }
  return boxes;
}

/** Two lines over each zone, as far as it is wide enough. @param {number[]} lens */
function heads(lens) {
  if (g.look === "phone") return;
  p.words.heads.forEach(([head, more], zone) => {
    const x = X(zone, lens) + (zone ? 8 : 0), wide = (zone < 3 ? X(zone + 1, lens) + 2 : g.w) - x;
    const fits = [head, head.split(",")[0]].find((text) => width([text, "b"]) <= wide);
    if (!fits) return;
    /** @type {Piece[]} */
    const lines = [[fits, "b"]];
    if (g.look !== "stage" && width([more, ""]) <= wide) lines.push([more, "mute"]);
    write(s.parts.still, lines, x, 4, "start");
  });
}

/** @param {number[]} lens */
function ticks(lens) {
  s.ticks = [];
  const plain = (/** @type {string} */ text) => +/^\d+$/.test(text); // "day 1" says what the numbers after it are
  for (const [zone, t, text] of [...p.ticks].sort((a, b) => plain(a[2]) - plain(b[2]))) {
    const half = width([text, ""]) / 2, left = Math.max(g.left, tick(zone, t, lens) - half), x = left + half;
    const met = s.ticks.some((other) => Math.abs(other.x - x) < other.half + half + 6);
    if (met || x + half > g.w || !lens[zone] || text === p.steps[s.i]?.clock) continue;
    s.ticks.push({ node: write(s.parts.still, [[text, "mute"]], left, g.base + 8, "start"), x, half });
  }
}

/** Values at the lines' ends. @param {number[]} lens @returns {Label[]} */
function ends(lens) {
  const { stairs } = s, x = s.endsX, small = g.look !== "full", last = (/** @type {string} */ name) => stairs[name].points.filter(([step]) => step <= s.i).length - 1;
  const at = last("pool"), other = last("without"), burn = last("burned"), use = p.uses.find(([step]) => step === s.i), first = p.uses[0];
  if (at < 1) return [];
  const y = stairs.pool.points[at][2], low = stairs.without.points[other]?.[2] ?? y, flare = p.burns[burn]?.[0] === s.i ? 1.5 * g.disc : 0;
  /** @type {Label[]} */
  const wanted = [{ x, y, r: flare, sides: "rl", slide: 24, end: true, lines: [[p.pool[at][3], "b price"], ...piece(!small && p.words.flock, "price")] }];
  if (burn >= 0) {
    const [, , , all, share] = p.burns[burn];
    wanted.push({ x, y: stairs.burned.points[burn][2] + g.fs, sides: "rl", slide: 40, end: true, lines: [[all, "b ember"], [p.words.burned + (small ? "" : `, ${share}`), "ember"]] });
  }
  if (burn > 0 && Math.abs(low - y) > 2.6 * g.fs) {
    const cut = p.words.without.lastIndexOf(" "), value = p.without[other][3];
    wanted.push({ x, y: low, sides: "rl", slide: 16, end: true, lines: small ? [[value, "mute"]] : [[`${value} ${p.words.without.slice(0, cut)}`, "mute"], [p.words.without.slice(cut + 1), "mute"]] });
  }
  const lane = (g.top + Y(p.max)) / 2 + 2, r = 0.78 * g.disc;
  if (use) wanted.push({ x, y: lane, r, sides: "rl", end: true, lines: [[use[3], "raise"]] });
  if (first && first[0] <= s.i) wanted.push({ x: X(when(3, first[1]), lens), y: lane, r: r / 1.5, sides: "l", lines: [[first[3], "raise"]] });
  return wanted;
}

/** @param {string | false | undefined} text @param {string} cls @returns {Piece[]} */
const piece = (text, cls) => (text ? [[text, cls]] : []);

/** The targets at the left, and what a token costs there. @param {number[]} lens @returns {Label[]} */
function targets(lens) {
  const { words } = p, long = g.look === "full", x = g.left - 8;
  /** @type {Label[]} */
  const wanted = [
    { x, y: Y(p.max) - 1.2 * g.fs, sides: "e", lines: [[long ? words.maximum : words.max, "b raise"], [words.max_value, "raise"]] },
    { x, y: Y(p.min) - 1.2 * g.fs, sides: "e", lines: [[long ? words.minimum : words.min, "b raise"], [words.min_value, "raise"]] },
    { x, y: g.base - (long ? 2.2 : 1) * g.fs - 2, sides: "e", lines: [...piece(long && words.flock, "mute"), [words.zero, "mute"]] },
  ];
  if (g.look === "stage" || g.look === "phone" || (p.gate === "shut" && s.i >= s.gateStep)) return wanted;
  for (const [flock, text] of /** @type {[number, string][]} */ ([[p.max, words.max_price], [p.min, words.min_price]])) {
    const y = Y(flock) - 1.2 * g.fs - 2, early = { x: X(1, lens) + 8, y, sides: "s", lines: piece(text, "raise") };
    const late = { ...early, x: X(2, lens) - 8, sides: "e" };
    if (text) wanted.push(p.gate === "open" ? early : late);
  }
  return wanted;
}

/** Words on the gate's ribbons, or over what comes back. @param {number[]} lens @returns {Label[]} */
function gated(lens) {
  if (s.i < s.gateStep) return [];
  const x = X(2, lens), wide = X(3, lens) - x, left = Math.min(28, wide * 0.14);
  /** @type {Label[]} */
  const wanted = [];
  let foot = g.base;
  p.parts.forEach(([, flock, ...texts], place) => {
    const h = g.base - Y(flock), up = place && lift(place) / 2;
    const lines = texts.filter(Boolean).map((text, row) => /** @type {Piece} */ ([text, row ? "on" : "b on"])), fits = (/** @type {Piece[]} */ some) => some.length * 1.2 * g.fs < h + 8 && some.every((one) => width(one) < wide - left - 4);
    const some = [lines, lines.slice(0, 2 - +(lines.length > 2)), lines.slice(0, 1)].find(fits);
    if (some) wanted.push({ x: x + left, y: foot - h / 2 - up - some.length * 0.6 * g.fs, sides: "s", lines: some });
    foot -= h;
  });
  if (p.pool.length && g.look !== "phone" && lens[3]) {
    const y = s.stairs.pool.foot;
    wanted.push({ x: X(3, lens) + 8, y: y - 4.4 * g.fs, sides: "s", slide: 3 * g.fs, lines: p.words.opens.map((text, row) => [text, row ? "b price" : "price"]) });
  }
  return p.gate === "shut" ? [...wanted, ...returned(lens)] : wanted;
}

/** @param {number[]} lens @returns {Label[]} */
function returned(lens) {
  const { y, slot } = seat(0, lens), named = slot > 46;
  /** @type {Label[]} */
  const wanted = p.returns.map(([, name, , amount], place) => ({ x: seat(place, lens).x, y, sides: "a", lines: named ? [[cut(name, slot - 6), "b"], [amount, "raise"]] : [] }));
  if (p.words.more && named) wanted.push({ x: X(2, lens) - 8, y: y + 4, sides: "e", lines: [[p.words.more, "mute"]] });
  wanted.push({ x: X(1, lens) + 8, y: y - (named ? 4.2 : 1.6) * g.fs, sides: "s", lines: [[p.words.returns, "b"]] });
  p.lost.forEach(([what, flock, amount], place) => wanted.push({ x: losing(place, lens), y: Y(flock) - 2.7 * g.fs, sides: "s", slide: 2 * g.fs, lines: [[amount, "b"], [what, "mute"]] }));
  return wanted.filter(({ lines }) => lines.length);
}

/** Somebody's name in so many pixels. @param {string} text @param {number} wide */
function cut(text, wide) {
  const signs = [...text];
  while (signs.length > 1 && width([`${signs.join("")}…`, "b"]) > wide) signs.pop();
  return signs.length < [...text].length ? `${signs.join("")}…` : text;
}

/** What is said beside purchases: the cursor's own first. @param {number[]} lens @returns {Label[]} */
function notes(lens) {
  const most = /** @type {Record<string, number>} */ ({ full: 4, compact: 1, stage: 1, phone: 0 })[g.look];
  const reached = p.gate === "shut" && s.i >= s.gateStep ? [] : p.notes.filter(([step]) => step < s.i), here = p.purchases.find(([step]) => step === s.i), own = p.notes.find(([step]) => step === s.i);
  /** @type {Label[]} */
  const wanted = [];
  const add = (/** @type {number} */ step, /** @type {number} */ t, /** @type {number} */ flock, /** @type {Piece[]} */ lines) => {
    const [left, top, right, bottom] = s.marks.find((mark) => mark.step === step && mark.box)?.box?.() ?? [0, 0, 0, 0], r = (right - left) / 2;
    wanted.push({ x: r ? left + r : X(raising(t), lens), y: r ? (top + bottom) / 2 : Y(flock), r, sides: "rlab", slide: g.fs, lines });
  };
  if (own && most) add(own[0], own[1], own[2], [[own[3], "b"], ...piece(g.look !== "stage" && own[4], "")]);
  else if (here && most) add(here[0], here[1], here[4] + here[3], [[here[6], "b"]]);
  for (const [step, t, flock, text, more] of reached.slice(0, most - wanted.length)) add(step, t, flock, [[text, "b"], ...piece(g.look !== "stage" && more, "")]);
  return wanted;
}

/** What the curtain takes. @param {number[]} lens @returns {Label[]} */
function taxes(lens) {
  const top = Y(p.max), wide = X(1, lens) - g.left, high = g.base - top;
  const inside = (/** @type {string[]} */ lines) => lines.every((text, row) => (width([text, "b"]) + 12) / wide + (row * 1.2 * g.fs + 1.4 * g.fs) / high < 1);
  const lines = [p.words.tax, p.words.tax_short ?? []].find((some) => some.length && inside(some));
  /** @type {Label[]} */
  const wanted = p.tax_notes.map(([t, part, text]) => ({ x: X(when(0, t), lens), y: Y(p.max * (1 - part)) + 0.7 * g.fs, r: 3, sides: "r", lines: [[text, "b tax"]] }));
  if (lines) wanted.unshift({ x: g.left + 8, y: top + 6, sides: "s", lines: lines.map((text, row) => [text, row ? "hatched" : "b hatched"]) });
  return wide > 6 * g.fs ? wanted : [];
}

// --- words ---

/** What a step changes. */
function show() {
  const step = p.steps[s.i], open = s.i >= s.gateStep;
  for (const { node, step: from } of s.marks) {
    node.classList.toggle("on", from <= s.i);
    node.classList.toggle("here", from === s.i);
  }
  for (const path of s.paths) path();
  s.parts.ghost?.classList.toggle("gone", open);
  s.parts.post?.setAttribute("class", `post${open ? ` ${p.gate}` : ""}`);
  if (s.parts.words) label();
  const wait = s.playing && flows() ? s.said + SPOKEN_MS - performance.now() : 0;
  clearTimeout(s.later);
  if (wait > 0) s.later = setTimeout(() => speak(), wait); else speak();
  const now = s.i === p.steps.length - 1 && p.now, { words } = p, clock = now ? now[2] : step?.clock ?? "";
  pill.textContent = !now ? clock : g.look === "phone" ? words.now : `${words.now}, ${clock}`;
  s.half = width([pill.textContent ?? "", "b"]) / 2 + 0.9 * g.fs;
  pill.ariaValueNow = `${s.i + 1}`;
  pill.ariaValueText = step ? spoken(step) : "";
  progress();
}

/** @param {Step} step */
const spoken = (step) => `${step.lead} ${step.say.map(([text]) => text).join("")}`;

/** The caption and the numbers. */
function speak() {
  const { steps, words, title } = p, step = steps[s.i], stage = s.mode === "stage";
  s.said = performance.now();
  for (const part of [top, say, nums]) part.replaceChildren();
  if (!step) return;
  el(top, "b", "", step.clock[0].toUpperCase() + step.clock.slice(1));
  el(top, "span", "", title);
  el(top, "span", "step", words.step.replace("{n}", `${s.i + 1}`).replace("{all}", `${steps.length}`));
  if (!stage && step.lead) el(say, "b", "", `${step.lead} `);
  for (const [text, cls] of step.say) el(say, "span", cls, text);
  for (const [what, value, unit, cls] of step.numbers) {
    const one = el(nums, "div", "");
    el(one, "dt", "", what);
    const number = el(one, "dd", "");
    el(number, "b", cls, value);
    el(number, "span", "", unit);
  }
  while (told.children.length > s.i + 1) told.lastChild?.remove();
  for (const one of steps.slice(told.children.length, s.i + 1)) el(told, "li", "", spoken(one));
  if (stage) say.style.setProperty("--size", `${fitting(step.say.map(([text]) => text).join(""))}`);
}

/** The size of a sentence on the stage: 48 on one line, 40 on two, smaller for longer. @param {string} text */
function fitting(text) {
  return [48, 40, 36, 32, 28].find((size) => lines(text, size) <= (size > 40 ? 1 : size > 32 ? 2 : 3)) ?? 24;
}

/** The lines that a sentence fills at a size, at which it is measured: larger letters are narrower. @param {string} text @param {number} size */
function lines(text, size) {
  let count = 1, line = "";
  pen.font = `500 ${size}px ${g.serif}`;
  for (const word of text.split(" ")) {
    const longer = line ? `${line} ${word}` : word, breaks = line && pen.measureText(longer).width > 0.99 * g.w;
    if (breaks) count++;
    line = breaks ? word : longer;
  }
  return count;
}

/** The names of what can be pressed, and the chapters. */
function name() {
  const { words, chapters, steps } = p, stage = s.mode === "stage";
  const playing = s.playing > 0;
  for (const [key, button] of Object.entries(buttons)) {
    const [icon, text] = key === "play" && playing ? ["pause", words.pause] : key === "stage" && stage ? ["leave", words.leave] : [key, words[key]];
    button.replaceChildren();
    button.ariaLabel = button.title = key === "faster" ? `${text} ${s.speed}x` : text;
    if (key === "faster") button.textContent = `${s.speed}x`;
    else draw(draw(button, "svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }), "path", { d: ICONS[icon] });
    if (key === "stage" && !stage) { el(button, "span", "", text); el(button, "kbd", "", "S"); }
  }
  pill.ariaLabel = p.title;
  pill.ariaValueMin = "1";
  pill.ariaValueMax = `${steps.length}`;
  rail.replaceChildren();
  chapters.forEach((chapter, at) => {
    const all = steps.filter((step) => step.chapter === at).length;
    if (!all) return;
    const one = el(rail, "button", "chapter");
    one.style.flexGrow = `${all}`;
    one.dataset.chapter = `${at}`;
    one.ariaLabel = chapter;
    el(el(one, "i", ""), "i", "");
    el(one, "span", "", chapter);
    one.onclick = () => go(steps.findIndex((step) => step.chapter === at));
  });
  progress();
}

function progress() {
  const { steps } = p, chapter = steps[s.i]?.chapter;
  for (const one of /** @type {Iterable<HTMLElement>} */ (rail.children)) {
    const own = steps.flatMap((step, at) => (step.chapter === Number(one.dataset.chapter) ? [at] : []));
    const bar = /** @type {HTMLElement} */ (one.querySelector("i i")), here = chapter === Number(one.dataset.chapter);
    bar.style.transform = `scaleX(${own.filter((at) => at <= s.i).length / own.length})`;
    one.ariaCurrent = here ? "step" : null;
  }
}

/** @param {SVGElement} target */
function hint(target) {
  const spot = /** @type {SVGElement | null} */ (target.closest("[data-tip]"));
  tip.textContent = spot?.dataset.tip ?? "";
  if (!spot) return;
  const at = spot.getBoundingClientRect(), all = pic.getBoundingClientRect(), half = tip.offsetWidth / 2;
  const x = Math.max(half, Math.min(all.width - half, at.left + at.width / 2 - all.left));
  tip.style.transform = `translate(${x - half}px, ${Math.max(0, at.top - all.top - tip.offsetHeight - 4)}px)`;
}

// --- hands ---

/** @param {number} clientX */
function drag(clientX) {
  const x = (clientX - pic.getBoundingClientRect().left) / g.k;
  const far = p.steps.map((_, i) => Math.abs(X(stand(i)) - x));
  go(far.indexOf(Math.min(...far)));
}

/** The next chapter's first step, or this one's, or the one before. @param {number} way */
function leaf(way) {
  const { steps } = p, first = (/** @type {number} */ at) => steps.findIndex((step) => step.chapter === steps[at].chapter);
  if (way < 0) return go(first(s.i > first(Math.max(0, s.i)) ? s.i : Math.max(0, s.i - 1)));
  const next = steps.findIndex((step, at) => at > s.i && step.chapter !== steps[s.i]?.chapter);
  go(next < 0 ? steps.length - 1 : next);
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (s.mode === "hidden" || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.defaultPrevented || (event.repeat && event.key.length === 1)) return;
  const path = /** @type {Element[]} */ (event.composedPath().filter((node) => node instanceof Element));
  const busy = path.some((node) => node !== pill && node.matches(INTERACTIVE)) || document.querySelector("dialog[open],[role=dialog]"), button = path.some((node) => node.matches("button,a,summary,[role=button]"));
  if (busy) return;
  const inside = path.includes(root), stage = s.mode === "stage", near = inside || stage, free = near || (s.mode === "page" && !button);
  /** @type {Record<string, [boolean, () => void]>} */
  const keys = {
    " ": [free && !button, () => buttons.play.click()],
    ArrowLeft: [free, () => go(s.i - 1)], ArrowRight: [free, () => go(s.i + 1)],
    PageUp: [near, () => leaf(-1)], PageDown: [near, () => leaf(1)],
    Home: [near, () => go(0)], End: [near, () => go(p.steps.length - 1)],
    s: [true, () => enter(!stage)], Escape: [stage, () => enter(false)],
  };
  const [on, act] = keys[event.key.length > 1 ? event.key : event.key.toLowerCase()] ?? [false];
  if (!on || !act) return;
  event.preventDefault();
  act();
}

// --- elements ---

/** @param {Node | null} into @param {string} tag @param {string} cls @param {string} [text] */
function el(into, tag, cls, text = "") {
  const node = document.createElement(tag);
  if (cls) node.className = cls;
  node.textContent = text;
  into?.appendChild(node);
  return node;
}

/** @param {Node} into @param {string} tag @param {object} [given] */
function draw(into, tag, given = {}) {
  const node = document.createElementNS(SVG, tag);
  into.appendChild(node);
  set(node, given);
  return /** @type {SVGElement} */ (node);
}

/** @param {Element | undefined} node @param {object} given */
function set(node, given) {
  for (const [key, value] of Object.entries(given)) {
    const text = typeof value === "number" ? value.toFixed(2) : value;
    if (node?.getAttribute(key) !== text) node?.setAttribute(key, text);
  }
}
