// A browser wallet for Streamlit: found by EIP-6963 or as window.ethereum, spoken to by EIP-1193.
//
// All panels of a page share one hub, since they share the wallet. Whatever a wallet says is untrusted:
// it is shown as text alone, and Python reads it anew. The words come from Python, with every drawing.

const CHOICE = "fomo.wallet.choice"; // the wallet to take up again without asking, after a reload
const HANDLED = "fomo.wallet.handled"; // requests that went to a wallet: they must not go twice
const MOST_WALLETS = 20, MOST_TOLD = 8, MOST_HANDLED = 50;
const LONGEST_NAME = 60, LONGEST_MESSAGE = 300, LONGEST_ICON = 200_000;
const GRACE_MS = 600; // wallets announce themselves at once, or nearly so
const REJECTED = 4001, UNAUTHORIZED = 4100, DISCONNECTED = 4900, UNKNOWN_CHAIN = 4902;
const RECONNECTING = [1012, 1013]; // a provider that restarts, as at a change of network: it comes back by itself
const REFUSALS = [REJECTED, 5000, 5001, 5002, 5003, "ACTION_REJECTED", "REJECTED_BY_USER"];
const REFUSED = /\buser\s+(has\s+)?(rejected|denied|declined|disapproved|cancell?ed)\b|\b(rejected|denied|declined|cancell?ed) by (the )?user\b/i;
const CHAIN_UNKNOWN =
  /(unrecogni[sz]ed|unknown|unsupported) (chain|network)|wallet_addEthereumChain|(chain|network).{0,40}\b(not|n't) (been )?(added|configured|found|known|recogni[sz]ed|supported)/i;
const EMPTY_WORDS = /^(internal (json-?rpc )?error|unknown error|error)?[.!]*$/i;
const DEEPEST = 4; // errors are wrapped in errors
const OWN_CODES = ["signature", "unswitched"];
const LONGEST_SIGNATURE = 80_000; // characters: a contract account's may hold how it comes to be

/** @typedef {(event: string, heard: Heard) => void} Listen */
/** @typedef {(said: any) => void} Heard what a wallet says of itself may be anything */
/** @typedef {{ method: string, params: unknown[] }} Question */
/** @typedef {{ request: (asked: Question) => Promise<unknown>, on?: Listen, removeListener?: Listen }} Provider */
/** @typedef {{ uuid: string, rdns: string, name: string, icon: string, provider: Provider, heard?: Record<string, Heard> }} Wallet */
/** @typedef {{ code: number | string, message?: string }} Fault */
/** @typedef {{ asked?: boolean, hash?: string, lost?: boolean, error?: Fault }} Known one of these, for a request */
/** @typedef {{ from: string, to: string, data: string, value: string, gas?: string }} Call */
/** @typedef {{ id: string, title: string, call: Call }} Order */
/** @typedef {{ id: number, name: string, rpc: string | null, currency: object }} Chain */
/** @typedef {Record<string, string>} Texts */
/**
 * What Python says with every drawing.
 * @typedef {{
 *   texts: Texts, chain: Chain, whole: boolean, proven: boolean, doubt: string, barred: string, seen: number,
 *   challenge: { nonce: string, message: string } | null, account: string | null,
 *   request: Order | null, answer: Known | null,
 * }} Data
 */
/** @typedef {{ turn: number, root: HTMLElement, body: HTMLElement, status: HTMLElement, stop: HTMLElement }} Frame */
/** @typedef {Frame & { data?: undefined, tell?: undefined }} Empty a panel before its first drawing */
/** @typedef {Frame & { data: Data, tell: (report: object) => void }} Panel */
/** @typedef {Node | string | false | null | undefined} Child */
/** @typedef {{ parentElement: Node, data: Data, setStateValue: (name: string, value: unknown) => void }} Component */
/**
 * @typedef {{
 *   announced: Map<string, Wallet>, plain: Wallet | null, searched: boolean, wallet: Wallet | null,
 *   account: string | null, chain: number | null, proof: { nonce: string, signature: string } | null,
 *   busy: { panel: Panel, id: string | null } | null, trouble: Fault & { panel?: Panel } | null,
 *   handled: Map<string, Known>, pending: Set<string>, panels: Map<Node, Empty | Panel>,
 *   stamp: number, seen: number, told: string, grace: number,
 * }} Hub
 */

/** @type {Hub} */
const hub = {
  announced: new Map(), // by identity: {uuid, rdns, name, icon, provider}
  plain: null, // window.ethereum, where nothing is announced
  searched: false,
  wallet: null, // the connected one; its account is null while it is locked
  account: null,
  chain: null,
  proof: null, // {nonce, signature}
  busy: null, // the one thing that a wallet is being asked: {panel, id}
  trouble: null, // what went wrong with the last one: {panel, code, message}
  handled: new Map(), // by request id: {asked} | {hash} | {error} | {lost}
  pending: new Set(), // ids of requests that may still be answered on this page
  panels: new Map(), // by parent element
  stamp: 0, // of the last report
  seen: 0, // the stamp of the one that Python has
  told: "", // the last report, as JSON
  grace: 0, // the timer that runs until wallets have had time to announce themselves
};
hub.told = JSON.stringify(report()); // what needs no telling

/** @param {Component} component */
export default function (component) {
  const { parentElement, data, setStateValue } = component;
  const panel = hub.panels.get(parentElement) ?? mount(parentElement);
  const turn = (panel.turn += 1);
  Object.assign(panel, { data, tell: (/** @type {object} */ value) => setStateValue("report", value) });
  if (data.seen < hub.seen) hub.told = ""; // the server was restarted, and has forgotten all
  hub.seen = data.seen;
  refresh();
  // Streamlit may end an earlier turn after a later one has begun: only the last one's end counts.
  return () => panel.turn === turn && unmount(parentElement);
}

// --- coming and going ---

/** @param {Node} parentElement */
function mount(parentElement) {
  /** @type {Empty} */
  const panel = {
    turn: 0,
    root: el("div", { class: "wallet" }),
    body: el("div", { class: "body" }),
    status: el("p", { class: "status", role: "status", "aria-live": "polite" }),
    stop: el("button", { class: "quiet", type: "button", hidden: "", "data-key": "stop" }),
  };
  panel.stop.onclick = giveUp;
  panel.root.append(panel.body, panel.status, panel.stop);
  parentElement.appendChild(panel.root);
  hub.panels.set(parentElement, panel);
  if (hub.panels.size === 1) start();
  return panel;
}

/** @param {Node} parentElement */
function unmount(parentElement) {
  hub.panels.get(parentElement)?.root.remove();
  hub.panels.delete(parentElement);
  if (!hub.panels.size) stop();
}

function start() {
  addEventListener("eip6963:announceProvider", onAnnounce);
  addEventListener("ethereum#initialized", look);
  if (hub.wallet) listen(hub.wallet, true);
  look();
  if (hub.wallet) takeUp(hub.wallet);
  hub.grace = setTimeout(() => { hub.searched = true; refresh(); }, GRACE_MS);
}

function stop() {
  removeEventListener("eip6963:announceProvider", onAnnounce);
  removeEventListener("ethereum#initialized", look);
  if (hub.wallet) listen(hub.wallet, false);
  clearTimeout(hub.grace);
}

/** @param {Wallet} wallet @param {boolean} on */
function listen(wallet, on) {
  wallet.heard ??= {
    accountsChanged: (accounts) => hub.wallet === wallet && onAccounts(wallet, accounts),
    chainChanged: (chain) => hub.wallet === wallet && onChain(chain),
    connect: () => hub.wallet === wallet && takeUp(wallet),
    disconnect: (error) => hub.wallet === wallet && onDisconnect(wallet, error),
  };
  const change = on ? "on" : "removeListener";
  for (const [event, heard] of Object.entries(wallet.heard)) wallet.provider[change]?.(event, heard);
}

// --- finding wallets ---

/** @param {Event & { detail?: any }} event from a wallet, which may put anything into it */
function onAnnounce(event) {
  const { info, provider } = event.detail ?? {};
  const uuid = clean(info?.uuid, LONGEST_NAME);
  if (!uuid || !isProvider(provider)) return;
  const name = clean(info.name, LONGEST_NAME), rdns = clean(info.rdns, LONGEST_NAME);
  // What stays the same from one announcement to the next is the name that a wallet has in the world.
  const identity = rdns ? `${rdns}\n${name}` : uuid;
  if (hub.announced.has(identity) || hub.announced.size >= MOST_WALLETS) return;
  const found = { uuid, rdns, name, icon: isPicture(info.icon) ? info.icon : "", provider };
  hub.announced.set(identity, found);
  recall(found);
  refresh();
}

function look() {
  dispatchEvent(new Event("eip6963:requestProvider"));
  const { ethereum } = /** @type {{ ethereum?: unknown }} */ (window);
  if (!hub.plain && isProvider(ethereum)) {
    hub.plain = { uuid: "plain", rdns: "plain", name: "", icon: "", provider: ethereum };
    recall(hub.plain);
  }
  refresh();
}

function wallets() {
  const announced = [...hub.announced.values()];
  return announced.length || !hub.plain ? announced : [hub.plain];
}

/** @param {unknown} text @returns {text is string} */
const isSignature = (text) =>
  typeof text === "string" && text.length <= LONGEST_SIGNATURE && /^0x([0-9a-f]{2})*$/i.test(text);
/** @param {any} thing @returns {thing is Provider} */
const isProvider = (thing) => typeof thing?.request === "function";
/** @param {unknown} icon @returns {icon is string} */
const isPicture = (icon) =>
  typeof icon === "string" && icon.length <= LONGEST_ICON && /^data:image\/[a-z0-9.+-]+[;,]/i.test(icon);

// --- connecting ---

/** Take up a wallet that was connected before a reload. @param {Wallet} wallet */
function recall(wallet) {
  if (!hub.wallet && wallet.rdns && stored(CHOICE) === wallet.rdns) takeUp(wallet);
}

/** Ask what is open to this page already; no wallet prompts for that. @param {Wallet} wallet */
async function takeUp(wallet) {
  try {
    const [account, chain] = await standing(wallet, "eth_accounts");
    const left = hub.wallet ? hub.wallet !== wallet : stored(CHOICE) !== wallet.rdns;
    if (!left && (account || hub.wallet)) adopt(wallet, account, chain);
  } catch {
    // A wallet that does not answer is one that is not connected: a click will tell why.
  }
}

/** @param {Panel} panel @param {Wallet} wallet */
const connect = (panel, wallet) =>
  act(panel, null, async (wanted) => {
    const [account, chain] = await standing(wallet, "eth_requestAccounts");
    if (!account) throw { code: UNAUTHORIZED };
    if (wanted()) adopt(wallet, account, chain);
  });

/** @param {Wallet} wallet @param {string} method @returns {Promise<[string | null, number | null]>} */
async function standing(wallet, method) {
  const account = firstAddress(await ask(wallet, method));
  return [account, account ? chainOf(await ask(wallet, "eth_chainId")) : null];
}

/** @param {Wallet} wallet @param {string | null} account @param {number | null} chain */
function adopt(wallet, account, chain) {
  if (hub.wallet !== wallet) {
    leave();
    hub.wallet = wallet;
    listen(wallet, true);
    store(CHOICE, wallet.rdns);
  }
  hub.trouble = null;
  hub.chain = chain;
  become(account);
  refresh();
}

function leave() {
  if (hub.wallet) listen(hub.wallet, false);
  hub.wallet = hub.chain = hub.trouble = null;
  become(null);
  store(CHOICE, "");
}

/** @param {string | null} account */
function become(account) {
  if (!same(account, hub.account)) hub.proof = null;
  hub.account = account;
}

/** @param {Wallet} wallet @param {unknown} accounts */
function onAccounts(wallet, accounts) {
  become(firstAddress(accounts));
  if (hub.account && !hub.chain) takeUp(wallet);
  refresh();
}

/** @param {unknown} chain */
function onChain(chain) {
  hub.chain = chainOf(chain);
  if (hub.trouble?.code === "unswitched") hub.trouble = null;
  refresh();
}

/** @param {Wallet} wallet @param {any} error */
function onDisconnect(wallet, error) {
  if (RECONNECTING.includes(error?.code)) return void takeUp(wallet);
  hub.chain = null;
  become(null);
  hub.trouble = { code: DISCONNECTED };
  refresh();
}

// --- asking ---

/** @param {Wallet} wallet @param {string} method @param {unknown[]} [params] */
const ask = async (wallet, method, params = []) => wallet.provider.request({ method, params });

/**
 * Ask for one thing at a time; `wanted` tells a job whether its answer is still waited for.
 * @param {Panel} panel @param {string | null} id @param {(wanted: () => boolean) => Promise<void>} job
 */
async function act(panel, id, job) {
  if (hub.busy) return;
  const turn = { panel, id };
  hub.busy = turn;
  hub.trouble = null;
  refresh();
  try {
    await job(() => hub.busy === turn);
  } catch (error) {
    if (hub.busy === turn) hub.trouble = { panel, ...fault(error) };
  } finally {
    if (hub.busy === turn) hub.busy = null;
    refresh();
  }
}

function giveUp() {
  const id = hub.busy?.id;
  if (id && hub.handled.get(id)?.asked) remember(id, { lost: true });
  hub.busy = null;
  refresh();
}

/** @param {Panel} panel */
const prove = (panel) =>
  act(panel, null, async (wanted) => {
    const { challenge } = panel.data, { wallet, account } = hub;
    if (!challenge || !wallet) return;
    const signature = await ask(wallet, "personal_sign", [hexText(challenge.message), account]);
    if (!isSignature(signature)) throw { code: "signature" };
    if (wanted() && same(account, hub.account)) hub.proof = { nonce: challenge.nonce, signature };
  });

/** @param {Panel} panel */
const switchChain = (panel) =>
  act(panel, null, async (wanted) => {
    const { chain } = panel.data, wallet = hub.wallet, change = [{ chainId: hex(chain.id) }];
    if (!wallet) return;
    try {
      await ask(wallet, "wallet_switchEthereumChain", change);
    } catch (error) {
      if (fault(error).code !== UNKNOWN_CHAIN || !chain.rpc || !wanted()) throw error;
      const { id, name: chainName, rpc, currency: nativeCurrency } = chain;
      const added = { chainId: hex(id), chainName, rpcUrls: [rpc], nativeCurrency };
      await ask(wallet, "wallet_addEthereumChain", [added]);
      const there = chainOf(await ask(wallet, "eth_chainId")) === id;
      if (!there) await ask(wallet, "wallet_switchEthereumChain", change);
    }
    const found = chainOf(await ask(wallet, "eth_chainId"));
    if (hub.wallet === wallet) hub.chain = found;
    if (found !== chain.id) throw { code: "unswitched" };
  });

// --- sending, once ---

/** @param {Panel} panel */
const send = (panel) => {
  const { request, chain } = panel.data;
  return request && act(panel, request.id, async (wanted) => {
    const wallet = hub.wallet;
    if (!wallet) return;
    const [account, found] = await standing(wallet, "eth_accounts");
    if (!wanted() || hub.wallet !== wallet) return;
    adopt(wallet, account, found);
    const fits = hub.chain === chain.id && same(account, request.call.from) && proven(panel);
    if (fits && !panel.data.barred && !answer(request.id)) await hand(wallet, request, chain);
  });
};

/** @param {Wallet} wallet @param {Order} request @param {Chain} chain */
async function hand(wallet, request, chain) {
  hub.pending.add(request.id);
  remember(request.id, { asked: true });
  try {
    const hash = await ask(wallet, "eth_sendTransaction", [{ ...request.call, chainId: hex(chain.id) }]);
    const told = typeof hash === "string" && /^0x[0-9a-f]{64}$/i.test(hash);
    remember(request.id, told ? { hash } : { lost: true });
  } catch (error) {
    remember(request.id, { error: fault(error) });
  } finally {
    hub.pending.delete(request.id);
  }
}

/** What came of a request, as far as this tab knows. @param {string} id @returns {Known | null} */
function answer(id) {
  const known = hub.handled.get(id) ?? records()[id];
  if (!known) return null;
  // Handed over before a reload: whoever waited for the answer is gone.
  if (known.asked && !hub.pending.has(id)) return remember(id, { lost: true });
  if (!hub.handled.has(id)) hub.handled.set(id, known);
  return known;
}

/** @param {string} id @param {Known} record */
function remember(id, record) {
  hub.handled.set(id, record);
  const kept = Object.entries(records()).filter(([other]) => other !== id).slice(1 - MOST_HANDLED);
  store(HANDLED, JSON.stringify(Object.fromEntries([...kept, [id, record]])));
  return record;
}

/** @returns {Record<string, Known>} */
function records() {
  try {
    return JSON.parse(stored(HANDLED) || "{}");
  } catch {
    return {};
  }
}

// --- telling Python ---

function report() {
  const { account, chain, proof } = hub;
  const provider = (account && hub.wallet?.name) || "";
  const settled = [...hub.handled].filter(([, known]) => !known.asked).slice(-MOST_TOLD);
  const answers = settled.map(([id, known]) => ({ id, ...known }));
  return { wallets: wallets().length, provider, account, chain, proof, answers };
}

/** Send a report when it has changed. */
function tell() {
  const panel = [...hub.panels.values()].find((one) => !!one.data), json = JSON.stringify(report());
  if (!panel || json === hub.told) return;
  hub.told = json;
  hub.stamp = Math.max(Date.now(), hub.stamp + 1);
  panel.tell({ stamp: hub.stamp, ...JSON.parse(json) });
}

// --- drawing ---

function refresh() {
  for (const panel of hub.panels.values()) if (panel.data) draw(panel);
  tell();
}

/**
 * Bring a panel up to date; what has not changed stays, so that no click or focus is lost to a redrawing.
 * @param {Panel} panel
 */
function draw(panel) {
  const { texts } = panel.data, { kind, text } = status(panel);
  const fresh = el("div", { class: "body" }, ...content(panel));
  const focused = /** @type {Document | ShadowRoot} */ (panel.root.getRootNode()).activeElement;
  if (!fresh.isEqualNode(panel.body)) {
    const key = focused instanceof HTMLElement && panel.body.contains(focused) && focused.dataset.key;
    panel.body.replaceWith(fresh);
    panel.body = fresh;
    /** @type {HTMLElement | null} */
    const again = key ? fresh.querySelector(`[data-key="${CSS.escape(key)}"]`) : null;
    if (key) (again ?? fresh.querySelector("button"))?.focus();
  }
  if (panel.status.textContent !== text) panel.status.textContent = text;
  panel.status.className = `status ${kind}`;
  panel.stop.textContent = texts.stop;
  panel.stop.hidden = !concerns(panel, hub.busy);
}

/**
 * Whether something is this panel's to show: it began here, or where it began is gone.
 * @template {{ panel?: Panel }} T
 * @param {Panel} panel @param {T | null} thing @returns {thing is T}
 */
const concerns = (panel, thing) =>
  thing !== null && (thing.panel === panel || !thing.panel?.root.isConnected);

/** @param {Panel} panel */
function status(panel) {
  const { texts, doubt, request } = panel.data;
  if (concerns(panel, hub.busy)) return { kind: "info", text: texts.waiting };
  if (concerns(panel, hub.trouble)) return { kind: "bad", text: explained(texts, hub.trouble) };
  if (doubt && !panel.data.proven) return doubted(texts, doubt);
  return outcome(texts, request && known(panel));
}

/** @param {Texts} texts @param {string} doubt */
function doubted(texts, doubt) {
  /** @type {Record<string, string>} */
  const said = { refused: texts.refused, unchecked: texts.unchecked, checking: texts.checking };
  return { kind: doubt === "checking" ? "info" : "bad", text: said[doubt] };
}

/** @param {Texts} texts @param {Known | null} known */
function outcome(texts, known) {
  if (known?.hash) return { kind: "info", text: fill(texts.sent, { hash: short(known.hash) }) };
  if (known?.lost) return { kind: "warn", text: texts.lost };
  if (!known?.error) return { kind: "", text: "" };
  if (known.error.code === REJECTED) return { kind: "warn", text: texts.rejected };
  return { kind: "warn", text: fill(texts.failed, { message: ended(known.error.message || texts.silent) }) };
}

/** @param {Texts} texts @param {Fault} trouble */
function explained(texts, { code, message }) {
  const own = Object.hasOwn(texts, `error_${code}`);
  return own ? texts[`error_${code}`] : fill(texts.error_other, { message: message || texts.silent });
}

/** @param {string} text */
const ended = (text) => (/[.!?]$/.test(text) ? text : `${text}.`);

/** What came of a panel's request: as Python keeps it, or as this tab knows it. @param {Panel} panel */
const known = ({ data }) => data.request && (answer(data.request.id) ?? data.answer);

/** @param {Panel} panel */
function content(panel) {
  const { whole, request, chain } = panel.data, open = request && !known(panel);
  /** @type {Child[]} */
  const parts = [];
  if (!hub.account && (whole || open)) parts.push(...chooser(panel));
  if (hub.wallet && hub.account && whole) parts.push(card(panel, hub.wallet, hub.account));
  if (hub.account && hub.chain !== chain.id && (whole || open)) parts.push(...switcher(panel));
  if (hub.account && whole) parts.push(...prover(panel));
  if (request) parts.push(order(panel, request, Boolean(open)));
  return parts;
}

/** @param {Panel} panel */
function chooser(panel) {
  const { texts } = panel.data, found = wallets();
  if (!found.length && !hub.searched) return [];
  if (!found.length) return [note(texts.none, "none"), button("look", texts.look_again, look)];
  const rows = found.map((wallet) => {
    const label = fill(texts.connect, { name: wallet.name || texts.unnamed });
    return button(`connect-${wallet.uuid}`, label, () => connect(panel, wallet), "", picture(wallet));
  });
  return [note(texts.choose, "choose"), ...rows];
}

/** @param {Panel} panel @param {Wallet} wallet @param {string} account */
function card(panel, wallet, account) {
  const { texts, chain } = panel.data;
  const number = hub.chain && hub.chain !== chain.id ? `${hub.chain}` : chainName(texts, hub.chain, chain);
  const full = { title: account, "data-account": account };
  const sure = proven(panel) && el("span", { class: "proven" }, texts.proven);
  const name = el("bdi", { class: "name" }, wallet.name || texts.unnamed);
  const away = button("disconnect", texts.disconnect, () => (leave(), refresh()), "quiet");
  return el("div", { class: "card" },
    el("div", { class: "head" }, picture(wallet), name, away),
    line(texts.account, el("code", full, short(account)), sure),
    line(texts.chain, el("span", {}, number)));
}

/** @param {Panel} panel */
function switcher(panel) {
  const { texts, chain } = panel.data;
  const found = chainName(texts, hub.chain, chain), wanted = chainName(texts, chain.id, chain);
  return [
    note(fill(texts.wrong_chain, { found, wanted }), "warn"),
    button("switch", fill(texts.switch, { name: chain.name }), () => switchChain(panel), "primary"),
  ];
}

/** @param {Panel} panel */
function prover(panel) {
  const { texts, challenge, account, chain } = panel.data;
  if (!challenge || !same(account, hub.account) || hub.chain !== chain.id) return [];
  return [button("prove", texts.prove, () => prove(panel)), note(texts.prove_about, "caption")];
}

/** Whether the account that the wallet shows has been shown to be the visitor's. @param {Panel} panel */
const proven = ({ data }) => data.proven && same(data.account, hub.account);

/** @param {Panel} panel @param {Order} request @param {boolean} open */
function order(panel, request, open) {
  const { texts, chain } = panel.data, from = request.call.from;
  const parts = [el("bdi", { class: "name" }, request.title)];
  parts.push(line(texts.contract, el("code", { title: request.call.to }, short(request.call.to))));
  const mine = same(from, hub.account), asking = hub.busy?.id === request.id;
  const ready = open && mine && hub.chain === chain.id, sure = proven(panel);
  if (open && hub.account && !mine)
    parts.push(note(fill(texts.other_account, { wanted: short(from), found: short(hub.account) }), "warn"));
  if (ready && !sure && !asking) parts.push(note(texts.prove_first, "warn"));
  if (ready && sure && !asking && panel.data.barred) parts.push(note(panel.data.barred, "warn"));
  if (asking || (ready && sure && !panel.data.barred)) {
    const label = fill(texts.sign, { account: short(from), chain: chainName(texts, chain.id, chain) });
    parts.push(button("sign", label, () => known(panel) || send(panel), "primary"));
  }
  return el("div", { class: "card", "data-request": request.id }, ...parts);
}

// --- small parts ---

/**
 * @param {string} key @param {string} label @param {() => unknown} run @param {string} [kind]
 * @param {...Child} before
 */
function button(key, label, run, kind = "", ...before) {
  const attributes = { type: "button", class: kind, "data-key": key };
  const made = el("button", attributes, ...before, el("bdi", {}, label));
  if (hub.busy) made.setAttribute("aria-disabled", "true"); // it keeps its focus, unlike a disabled one
  made.onclick = () => hub.busy || run();
  return made;
}

/** @param {Wallet} wallet */
function picture(wallet) {
  if (!wallet.icon) return null;
  const made = el("img", { class: "icon", alt: "" });
  made.src = wallet.icon;
  return made;
}

/** @param {string} text @param {string} kind */
const note = (text, kind) => el("p", { class: `note ${kind}` }, text);
/** @param {string} label @param {...Child} rest */
const line = (label, ...rest) =>
  el("div", { class: "line" }, el("span", { class: "label" }, label), ...rest);

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag @param {Record<string, string>} [attributes] @param {...Child} children
 */
function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children.filter(isThere)); // texts become text nodes
  return made;
}

/** @param {Child} child @returns {child is Node | string} */
const isThere = (child) => Boolean(child);

/** @param {Texts} texts @param {number | null} id @param {Chain} chain */
function chainName(texts, id, chain) {
  if (!id) return texts.chain_unknown;
  return id === chain.id ? `${chain.name} (${id})` : fill(texts.chain_other, { id });
}

/** @param {string} text @param {Record<string, unknown>} values */
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
/** @param {string} text */
const short = (text) => `${text.slice(0, 6)}…${text.slice(-4)}`; // as accounts stand on all pages
/** @param {string | null | undefined} one @param {string | null | undefined} other */
const same = (one, other) => (one ?? "").toLowerCase() === (other ?? "").toLowerCase();
/** @param {number} number */
const hex = (number) => `0x${number.toString(16)}`;
/** @param {number} byte */
const hexByte = (byte) => byte.toString(16).padStart(2, "0");
/** @param {string} text */
const hexText = (text) => `0x${Array.from(new TextEncoder().encode(text), hexByte).join("")}`;
/** @param {unknown} text @param {number} most */
const clean = (text, most) =>
  typeof text === "string" ? text.slice(0, 4 * most).replace(/\p{C}+/gu, " ").trim().slice(0, most) : "";

/** @param {unknown} accounts */
function firstAddress(accounts) {
  const first = Array.isArray(accounts) ? accounts[0] : null;
  return typeof first === "string" && /^0x[0-9a-f]{40}$/i.test(first) ? first : null;
}

/** @param {unknown} said */
function chainOf(said) {
  const number = typeof said === "string" || typeof said === "number" ? Number(said) : NaN;
  return Number.isSafeInteger(number) && number > 0 ? number : null;
}

/**
 * An error and all that it is wrapped around, the innermost first: what counts is often told inside.
 * @param {any} error which may be anything
 * @returns {{ code?: any, message?: unknown, reason?: unknown }[]}
 */
function layers(error, depth = 0) {
  if (typeof error === "string") return /^0x/.test(error) ? [] : [{ message: error }];
  if (typeof error !== "object" || !error || depth > DEEPEST) return [];
  const inside = [error.data, error.originalError, error.error, error.cause, error.info];
  return [...inside.flatMap((one) => layers(one, depth + 1)), error];
}

/**
 * What went wrong, as {code, message}. A refusal by the person and an unknown chain are told in many ways.
 * @param {unknown} error @returns {Fault}
 */
function fault(error) {
  const all = layers(error), words = all.map((one) => clean(one.message ?? one.reason, LONGEST_MESSAGE));
  const message = words.find((text) => !EMPTY_WORDS.test(text)) ?? words.find(Boolean) ?? "";
  const codes = all.map((one) => (/^-?\d{1,9}$/.test(one.code) ? Number(one.code) : one.code));
  const told = (/** @type {number | string} */ code) => codes.includes(code);
  if (REFUSALS.some(told) || words.some((text) => REFUSED.test(text))) return { code: REJECTED, message };
  if (told(UNKNOWN_CHAIN) || words.some((text) => CHAIN_UNKNOWN.test(text))) return { code: UNKNOWN_CHAIN, message };
  const own = codes.find((code) => Number.isSafeInteger(code) || OWN_CODES.includes(code));
  return { code: own ?? 0, message };
}

/** Storage of this tab; a browser that forbids it is left with what the page remembers. @param {string} key */
function stored(key) {
  try {
    return sessionStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

/** @param {string} key @param {string} text */
function store(key, text) {
  try {
    sessionStorage.setItem(key, text);
  } catch {
    // Then a reload forgets it.
  }
}
