/** One WebSocket for all figures of the page; it answers in the order of the requests and reconnects by itself. */

const PATIENCE = 8000; // ms without any word, while an answer is owed, after which the connection counts as dead

export class Wire {
  /** @param {string} address path relative to the page, "scope/live" */
  constructor(address) {
    const url = new URL(address, document.baseURI);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    this.url = url.href;
    this.open = false;
    this.number = 0;
    /** @type {Map<number, {done: (answer: any) => void, progress: ((share: number) => void)|undefined}>} */
    this.waiting = new Map();
    /** @type {Set<(open: boolean) => void>} called when the connection opens or is lost */
    this.listeners = new Set();
    this.tries = 0;
    this.due = 0;
    addEventListener("online", () => this.retryNow());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.retryNow());
    this.connect();
  }

  connect() {
    clearTimeout(this.timer);
    const before = this.socket;
    const socket = (this.socket = new WebSocket(this.url));
    before?.close(); // it may still be opening
    socket.onopen = () => {
      if (socket !== this.socket) return;
      this.open = true;
      this.tries = 0;
      this.tell();
    };
    socket.onmessage = (event) => socket === this.socket && this.receive(JSON.parse(event.data));
    socket.onclose = () => socket === this.socket && this.lose();
  }

  lose() {
    const was = this.open;
    this.open = false;
    this.socket.onclose = null;
    this.socket.close();
    const waiting = [...this.waiting.values()];
    this.waiting.clear();
    this.patience();
    for (const { done } of waiting) done(null);
    // Half a second at first, so that a restart of the server is hardly felt; then up to eight.
    const pause = Math.min(8000, 500 * 1.6 ** this.tries++);
    this.timer = setTimeout(() => this.connect(), pause);
    if (was || this.tries === 1) this.tell();
  }

  retryNow() {
    if (!this.open && this.tries > 1) {
      this.tries = 0;
      this.connect();
    }
  }

  tell() {
    for (const listener of [...this.listeners]) listener(this.open);
  }

  /**
   * Ask; `done` gets the answer, or null if the connection was lost before it came. `progress` hears how far an answer
   * is that takes long.
   * @param {Record<string, any>} request
   * @param {(answer: any) => void} done
   * @param {(share: number) => void} [progress]
   * @returns {number} the number of the request; 0 if it could not be sent
   */
  ask(request, done, progress) {
    if (!this.open) {
      done(null);
      return 0;
    }
    const id = ++this.number;
    this.waiting.set(id, { done, progress });
    this.patience();
    this.socket.send(JSON.stringify({ id, ...request }));
    return id;
  }

  /** Take a request back; its answer says so, unless it was on its way. `moved`: something else will be asked for. */
  stop(/** @type {number} */ id, moved = false) {
    if (this.open && this.waiting.has(id)) this.socket.send(JSON.stringify({ stop: id, moved }));
  }

  receive(answer) {
    const entry = this.waiting.get(answer.id);
    if (!entry) return;
    if (answer.progress === undefined) this.waiting.delete(answer.id);
    this.patience();
    if (answer.progress === undefined) entry.done(answer);
    else entry.progress?.(answer.progress);
  }

  /** Any word says that the server is there, also to those whose turn comes later. */
  patience() {
    clearTimeout(this.due);
    if (this.waiting.size) this.due = setTimeout(() => this.lose(), PATIENCE);
  }
}

/** @type {Map<string, Wire>} */
const wires = new Map();

/** The page's connection to an address. */
export function wireTo(address) {
  const href = new URL(address, document.baseURI).href;
  let wire = wires.get(href);
  if (!wire) wires.set(href, (wire = new Wire(address)));
  return wire;
}
