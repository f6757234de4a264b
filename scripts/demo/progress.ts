import { paint } from './style.ts';

const BAR = 28;
const REDRAW_MS = 60;

/** Shows how far something has come: one line that is redrawn on a terminal, a line per quarter elsewhere. */
export class Progress {
  readonly #total: number;
  readonly #what: string;
  readonly #start = performance.now();
  #lastDrawn = 0;
  #lastQuarter = 0;

  constructor(total: number, what: string) {
    this.#total = total;
    this.#what = what;
  }

  update(done: number): void {
    if (process.stdout.isTTY) this.#redraw(done);
    else this.#sayQuarter(done);
  }

  #redraw(done: number): void {
    const now = performance.now();
    const isLast = done === this.#total;
    if (!isLast && now - this.#lastDrawn < REDRAW_MS) return;
    this.#lastDrawn = now;
    const filled = Math.round((done / this.#total) * BAR);
    const bar = paint.accent('█'.repeat(filled)) + paint.dim('░'.repeat(BAR - filled));
    process.stdout.write(`\r\x1b[2K  ${bar} ${this.#text(done)}${isLast ? '\n' : ''}`);
  }

  #sayQuarter(done: number): void {
    const quarter = Math.floor((done / this.#total) * 4);
    if (quarter === this.#lastQuarter) return;
    this.#lastQuarter = quarter;
    console.log(`  ${this.#text(done)}`);
  }

  #text(done: number): string {
    const seconds = ((performance.now() - this.#start) / 1000).toFixed(1);
    return `${done} of ${this.#total} ${this.#what}  ${seconds} s`;
  }
}
