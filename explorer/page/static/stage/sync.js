/**
 * Keeps the windows of one lecture together: the audience's, and the presenter's. Whoever did something last leads and
 * tells each frame; the others follow and say nothing, so nothing comes back as an echo.
 *
 * A message is {from, stamp, kind}: "state" carries the whole state, "hello" asks for it, "bye" says that a window is
 * gone. Stamps are a Lamport clock: the newest wins. What a hand does counts for many ticks of a sweep, so that it is not
 * lost when the two cross.
 */

const HAND = 1000;
const PATIENCE = 200; // ms in which another window answers; then this one is alone

export class Sync {
  /**
   * @param {string} name of the lecture
   * @param {{state: () => any, follow: (state: any) => void, alone: (playing: boolean) => void,
   *   pointer: import("./pointer.js").Pointer, lectern?: import("./room.js").Lectern}} owner
   */
  constructor(name, owner) {
    this.owner = owner;
    this.id = Math.random().toString(36).slice(2);
    this.clock = 0;
    this.leading = false;
    this.channel = new BroadcastChannel(`mathscope:lecture:${name}`);
    this.channel.onmessage = ({ data }) => this.hear(data);
    addEventListener("pagehide", () => this.post({ kind: "bye", leading: this.leading }));
    this.post({ kind: "hello" });
    /** Resolves when the state is known: another window's, or none. @type {Promise<void>} */
    this.ready = new Promise((done) => {
      this.answered = done;
      setTimeout(() => {
        if (this.clock === 0) this.leading = true;
        done();
      }, PATIENCE);
    });
  }

  post(message) {
    this.channel.postMessage({ from: this.id, stamp: this.clock, ...message });
  }

  /** Something was done here: this window leads from now on. */
  lead() {
    this.clock += HAND;
    this.leading = true;
    this.tell();
  }

  /** A frame was drawn here; the others hear of it if this window leads. */
  frame() {
    if (!this.leading) return;
    this.clock += 1;
    this.tell();
  }

  /** Where the pointer is, whoever leads. */
  point(/** @type {import("./pointer.js").Spot|null} */ spot) {
    this.post({ kind: "point", spot });
  }

  tell() {
    this.post({ kind: "state", state: this.owner.state() });
  }

  hear(message) {
    if (message.kind === "hello") {
      if (this.clock > 0 || this.leading) {
        this.clock = Math.max(1, this.clock);
        this.tell();
      }
      return;
    }
    if (message.kind === "point") {
      this.owner.pointer.put(message.spot);
      return;
    }
    if (message.kind === "vote") {
      this.owner.lectern?.show(message.vote);
      return;
    }
    if (message.kind === "room") {
      this.owner.lectern?.meet(message.asks);
      return;
    }
    if (message.kind === "bye") {
      if (this.owner.lectern) this.owner.lectern.shared = false;
      if (message.leading && !this.leading) {
        this.leading = true;
        this.owner.alone(this.playing);
      }
      return;
    }
    const newer = message.stamp > this.clock || (message.stamp === this.clock && message.from > this.id);
    if (!newer) return;
    this.clock = message.stamp;
    this.leading = false;
    this.playing = message.state.playing;
    this.owner.follow(message.state);
    this.answered();
  }
}
