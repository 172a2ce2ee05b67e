// A wallet for tests: what an extension would put into the page before the page's own scripts.
//
// Questions about keys and chains it answers itself; the rest goes to a node whose accounts sign by
// themselves. It says yes to all it is asked, unless told otherwise through window.__wallet:
//
//   rejectNext = true           the person refuses the next thing asked (4001)
//   failNext = {code, message, data}  the next thing asked ends in this error
//   hangNext = true             the next thing asked is never answered, until release() answers it
//   signAs = "0x..."            signatures of texts come from this account, whichever was asked for
//   setAccounts([...])          the person chooses other accounts; an empty list locks the wallet
//   setChain("0x...", quietly)  the person chooses another chain; quietly, the page is not told
//   disconnect(code), reconnect()   the wallet loses its chains, and finds them again
//   calls                       everything it was asked: {wallet, method, params}
//   listeners()                 how many listeners the page has left on it
//
// Where the test exposes __contractSigns(text) and __contractSends(call), it is a contract account's wallet.
//
// Options, as window.__walletOptions: url, wallets ("plain", "none", or a list of {name, rdns, icon}), and
// chains (those it knows besides its own). "Asked" is what a person would have to answer.
(() => {
  const options = { url: "", wallets: "plain", chains: [], ...window.__walletOptions };
  const ASKED = new Set([
    "eth_requestAccounts", "personal_sign", "eth_sendTransaction",
    "wallet_switchEthereumChain", "wallet_addEthereumChain",
  ]);
  const GRANTED = "__wallet.granted", STATE = "__wallet.state";
  const fault = (code, message) => Object.assign(new Error(message), { code });

  // An extension keeps this for longer than a page lives.
  const kept = JSON.parse(sessionStorage.getItem(STATE) ?? "{}");
  let accounts = kept.accounts ?? null, chain = kept.chain ?? null, connected = true;
  const chains = new Set([...options.chains, ...(kept.chains ?? [])]);
  const keep = () => sessionStorage.setItem(STATE, JSON.stringify({ accounts, chain, chains: [...chains] }));
  const granted = () => JSON.parse(sessionStorage.getItem(GRANTED) ?? "[]");
  const providers = [];

  const control = {
    calls: [],
    rejectNext: false,
    failNext: null,
    hangNext: false,
    signAs: null,
    release: () => {},
    setAccounts(chosen) { accounts = chosen; keep(); tell("accountsChanged", accounts); },
    setChain(chosen, quietly = false) {
      chain = chosen;
      chains.add(chosen);
      keep();
      if (!quietly) tell("chainChanged", chain);
    },
    disconnect(code) { connected = false; tell("disconnect", fault(code, "no chain")); },
    reconnect() { connected = true; tell("connect", { chainId: chain }); },
    listeners: () => providers.flatMap((one) => [...one.heard.values()].flatMap((all) => [...all])).length,
  };
  window.__wallet = control;

  function tell(event, ...told) {
    for (const one of providers)
      if (event === "chainChanged" || granted().includes(one.rdns))
        for (const heard of [...(one.heard.get(event) ?? [])]) heard(...told);
  }

  async function node(method, params) {
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch(options.url, { method: "POST", headers, body });
    const { result, error } = await answer.json();
    if (error) throw Object.assign(fault(error.code, error.message), { data: error.data });
    return result;
  }

  async function person(method) {
    if (!ASKED.has(method)) return;
    const { rejectNext, failNext, hangNext } = control;
    Object.assign(control, { rejectNext: false, failNext: null, hangNext: false });
    if (hangNext) await new Promise((release) => { control.release = release; });
    if (rejectNext) throw fault(4001, "User rejected the request.");
    if (failNext) throw Object.assign(fault(failNext.code, failNext.message), { data: failNext.data });
  }

  async function answer(rdns, method, params) {
    if (!connected) throw fault(4900, "no chain");
    chain ??= await node("eth_chainId", []);
    accounts ??= await node("eth_accounts", []);
    const mine = granted().includes(rdns) ? accounts : [];
    switch (method) {
      case "eth_chainId": return chain;
      case "eth_accounts": return mine;
      case "eth_requestAccounts":
        sessionStorage.setItem(GRANTED, JSON.stringify([...new Set([...granted(), rdns])]));
        return accounts;
      case "wallet_addEthereumChain": chains.add(params[0].chainId); keep(); return null;
      case "wallet_switchEthereumChain": {
        const wanted = params[0].chainId;
        const known = chains.has(wanted) || wanted === chain;
        if (!known) throw fault(4902, "Unrecognized chain ID.");
        if (wanted !== chain) control.setChain(wanted);
        return null;
      }
      case "personal_sign":
        allowed(mine, params[1]);
        if (window.__contractSigns) return window.__contractSigns(params[0]);
        return node(method, [params[0], control.signAs ?? params[1]]);
      case "eth_sendTransaction":
        allowed(mine, params[0].from);
        if (window.__contractSends) return window.__contractSends(params[0]);
        return node(method, params);
      default: throw fault(4200, `${method} is not for this wallet`);
    }
  }

  function allowed(mine, account) {
    const open = mine.some((one) => one.toLowerCase() === String(account).toLowerCase());
    if (!open) throw fault(4100, "Unauthorized.");
  }

  function provider(rdns) {
    const heard = new Map();
    const made = {
      async request({ method, params = [] }) {
        control.calls.push({ wallet: rdns, method, params });
        await person(method);
        return answer(rdns, method, params);
      },
      on(event, listener) { heard.set(event, (heard.get(event) ?? new Set()).add(listener)); return made; },
      removeListener(event, listener) { heard.get(event)?.delete(listener); return made; },
    };
    providers.push({ rdns, heard });
    return made;
  }

  if (options.wallets === "none") return;
  if (options.wallets === "plain") {
    window.ethereum = provider("plain");
    return;
  }
  for (const { name, rdns, icon = "" } of options.wallets) {
    const info = { uuid: crypto.randomUUID?.() ?? rdns, name, rdns, icon };
    const detail = Object.freeze({ info: Object.freeze(info), provider: provider(rdns) });
    const announce = () => dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail }));
    addEventListener("eip6963:requestProvider", announce);
    announce();
  }
})();
