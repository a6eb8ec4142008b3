/**
 * The room: phones follow the lecturer's state live, take the figure in hand, come back, and vote
 * (explorer/lectures/rooms.py). The window that opened the room has its key and tells; the others hear.
 *
 * @typedef {{question: string, options: string[], counts: number[], open: boolean}} Vote
 */

import { attr, h, write } from "../common/dom.js";
import { sheet } from "./keys.js";

const PACE = 100; // ms between two states that are told
const LETTERS = "ABCDEFGH";
const MOST_OPTIONS = 8;

/** A number that this browser keeps, so that it votes once. */
function myself() {
  try {
    const found = localStorage.getItem("mathscope:me") || crypto.getRandomValues(new Uint32Array(3)).join("");
    localStorage.setItem("mathscope:me", found);
    return found;
  } catch {
    return String(Math.random()).slice(2); // without the browser's memory a reload is another voter
  }
}

export class Room {
  /**
   * @param {import("./view.js").Places} places @param {{room: string, key?: string}} which with the key: the lecturer's
   * @param {{state?: (state: any) => void, vote: (vote: Vote|null) => void, there?: (count: number) => void,
   *   lost: (why: string) => void, again?: () => void}} ears
   */
  constructor(places, which, ears) {
    this.ears = ears;
    this.which = which;
    const address = new URL(`${places.root}scope/room/${encodeURIComponent(which.room)}`, document.baseURI);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    this.address = address.href;
    this.tries = 0;
    this.connect();
    addEventListener("online", () => this.socket.readyState > 1 && this.connect());
  }

  connect() {
    clearTimeout(this.timer);
    const socket = (this.socket = new WebSocket(this.address));
    socket.onopen = () => {
      this.tries = 0;
      this.say(this.which.key ? { key: this.which.key } : { me: myself() }); // in no address, which proxies log
      this.ears.lost("");
      this.ears.again?.();
    };
    socket.onmessage = ({ data }) => {
      const told = JSON.parse(data);
      if (told.state) this.ears.state?.(told.state);
      if ("vote" in told) this.ears.vote(told.vote);
      if ("there" in told) this.ears.there?.(told.there);
    };
    socket.onclose = ({ code, reason }) => {
      if (socket !== this.socket) return;
      if (code >= 4000 || code === 1008) {
        this.ears.lost(reason || "The room cannot be entered.");
        return;
      }
      this.ears.lost("The room is out of reach; it is tried again.");
      this.timer = setTimeout(() => this.connect(), Math.min(8000, 500 * 1.6 ** this.tries++));
    };
  }

  say(message) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  /** The lecturer's state; of many in a row the last one. */
  tell(/** @type {() => any} */ state) {
    this.state = state;
    this.telling ??= setTimeout(() => {
      this.telling = undefined;
      this.say({ state: this.state() });
    }, PACE);
  }
}

/** In a phone's window, in place of the other window of one browser: the lecturer's, over the room. */
export class Follower {
  /** @param {import("./lecture.js").Player} player @param {string} name of the room */
  constructor(player, name) {
    this.player = player;
    /** Whether this phone goes its own way. */ this.leading = false;
    this.back = h("button", { type: "button", class: "scope-button scope-main stage-back", hidden: true, onclick: () => this.follow() }, "Back to the lecturer");
    this.poll = new Poll((choice) => this.room.say({ choice }));
    player.foot.before(this.poll.node, this.back);
    this.room = new Room(player.data, { room: name }, {
      state: (state) => this.hear(state),
      vote: (vote) => this.poll.show(vote),
      lost: (why) => player.view.say(why),
    });
    this.ready = Promise.resolve();
  }

  hear(state) {
    this.last = state;
    if (!this.leading) this.player.follow({ ...state, playing: false, code: "", numbers: this.player.view.all, alone: this.player.view.alone });
  }

  /** The figure is in this hand: nothing of the lecturer's moves it. */
  lead() {
    this.leading = true;
    this.back.hidden = false;
  }

  follow() {
    this.leading = false;
    this.back.hidden = true;
    this.player.sweep?.stop();
    if (this.last) this.hear(this.last);
  }

  frame() {}

  point() {}
}

/** A vote: the question, its options as buttons or as bars, and the counts. */
export class Poll {
  /** @param {((choice: number) => void)|null} choose null: nobody votes here */
  constructor(choose) {
    this.choose = choose;
    this.node = h("section", { class: "stage-poll", "aria-label": "Vote", hidden: true });
    this.mine = -1;
  }

  show(/** @type {Vote|null} */ vote) {
    this.node.hidden = !vote;
    if (!vote) return;
    const asked = JSON.stringify([vote.question, vote.options]);
    if (asked !== this.asked) {
      this.asked = asked;
      this.mine = -1;
      const rows = vote.options.map((option, at) => this.row(`${LETTERS[at]}  ${option}`.trim(), at));
      this.total = h("p", { class: "scope-note" });
      this.node.replaceChildren(h("h2", {}, vote.question || "What do you think?"), ...rows.map(({ node }) => node), this.total);
      this.rows = rows;
    }
    const all = vote.counts.reduce((sum, count) => sum + count, 0);
    // Who votes sees no counts before the vote is over: they would follow the others.
    const counted = !this.choose || !vote.open;
    this.rows.forEach(({ node, bar, count }, at) => {
      bar.style.width = counted && all ? `${(100 * vote.counts[at]) / all}%` : "0";
      write(count, counted ? String(vote.counts[at]) : "");
      if (this.choose) {
        attr(node, "aria-pressed", String(at === this.mine));
        /** @type {HTMLButtonElement} */ (node).disabled = !vote.open;
      }
    });
    write(this.total, `${all} ${all === 1 ? "vote" : "votes"}${vote.open ? "" : "; the vote is closed"}`);
  }

  row(/** @type {string} */ label, /** @type {number} */ at) {
    const bar = h("span", { class: "stage-poll-bar" });
    const count = h("span", { class: "stage-poll-count" });
    const parts = [bar, h("span", { class: "stage-poll-label" }, label), count];
    const pick = () => {
      this.mine = at;
      this.choose?.(at);
      this.rows.forEach(({ node }, each) => attr(node, "aria-pressed", String(each === at)));
    };
    const node = this.choose ? h("button", { type: "button", class: "stage-poll-row", onclick: pick }, ...parts) : h("div", { class: "stage-poll-row" }, ...parts);
    return { node, bar, count };
  }
}

/** The lecturer's side: the room of this lecture, opened once a window. */
export class Lectern {
  /** @param {import("./lecture.js").Player} player */
  constructor(player) {
    this.player = player;
    this.poll = new Poll(null);
    player.foot.before(this.poll.node);
    this.key = `mathscope:room:${player.data.name}`;
    /** @type {Vote|null} */ this.vote = null;
    /** Whether another window of this lecture is in the room as well: then the one that leads tells. */
    this.shared = false;
    const kept = this.kept();
    if (kept) this.enter(kept);
  }

  /** A reload goes on in the same room. */
  kept() {
    try {
      return JSON.parse(sessionStorage.getItem(this.key) || "null");
    } catch {
      return null;
    }
  }

  /** @returns {Promise<boolean>} whether there is a room */
  async open() {
    if (this.room) return true;
    const { player } = this;
    try {
      const answer = await fetch(new URL(`${player.data.root}scope/room`, document.baseURI), { method: "POST" });
      if (!answer.ok) throw new Error(await answer.text());
      const which = await answer.json();
      sessionStorage.setItem(this.key, JSON.stringify(which));
      this.enter(which);
      return true;
    } catch (error) {
      player.view.say(error instanceof TypeError ? "The server is out of reach; no room can be opened now." : /** @type {Error} */ (error).message);
      return false;
    }
  }

  enter(which) {
    const { player } = this;
    this.name = which.room;
    this.room = new Room(player.data, which, {
      vote: (vote) => this.show(vote, true),
      there: (count) => player.presenter?.tellRoom(count),
      again: () => this.tell(),
      lost: (why) => {
        if (why === "This room is closed.") {
          // The server was started anew, or a day has passed: another room can be opened.
          sessionStorage.removeItem(this.key);
          this.room = undefined;
        }
        if (why) player.view.say(why);
      },
    });
    player.sync?.post({ kind: "room", asks: true });
    this.tell();
  }

  /** Another window of this lecture is in the room; one that comes in asks who else is. */
  meet(/** @type {boolean} */ asks) {
    if (!this.room) return;
    this.shared = true;
    if (asks) this.player.sync?.post({ kind: "room", asks: false });
  }

  /** What is on this screen, to all who follow: two windows that told it would take turns with what is late in one. */
  tell() {
    if (this.shared && !this.player.sync?.leading) return;
    this.room?.tell(() => {
      const { scene, values, blank } = this.player.state();
      return { scene, values, blank };
    });
  }

  /** Show a vote here, and in the other window if it was heard here. */
  show(/** @type {Vote|null} */ vote, mine = false) {
    this.vote = vote;
    this.poll.show(vote);
    if (mine) this.player.sync?.post({ kind: "vote", vote });
  }

  /** Ask, close, or put the vote away: what the key T does next. */
  async next() {
    if (!(await this.open())) return;
    if (this.vote?.open) this.room.say({ vote: "close" });
    else if (this.vote) this.room.say({ vote: null });
    else this.ask();
  }

  ask() {
    const question = /** @type {HTMLInputElement} */ (h("input", { class: "scope-field", maxlength: 200, "aria-label": "Question", placeholder: "The question, or nothing" }));
    const options = /** @type {HTMLTextAreaElement} */ (h("textarea", { class: "scope-field", rows: 5, "aria-label": "Options, one a line" }));
    options.value = "yes\nno";
    const said = h("span", { role: "status" });
    const ask = () => {
      const lines = options.value.split("\n").map((line) => line.trim().slice(0, 200)).filter(Boolean);
      if (lines.length < 2 || lines.length > MOST_OPTIONS) return write(said, `A vote has 2 to ${MOST_OPTIONS} options, one a line.`);
      sheet.close();
      return this.room.say({ vote: { question: question.value.trim(), options: lines } });
    };
    sheet.open("vote", "A vote", [question, options, h("div", { class: "stage-pick" }, h("button", { type: "button", class: "scope-button scope-main", onclick: ask }, "Ask the room"), said)]);
    question.focus();
  }
}
