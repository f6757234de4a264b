const ZERO = 48;
const NINE = 57;
const BLANK = 32;
const TAB = 9;
const COLON = 58;
const NEWLINE = 10;

/** The largest number of the kernel, 2^64 - 1, has 20 digits. */
const MAX_DIGITS = 20;

/** The whole number ≥ 0 at `start` of `text`, after blanks; undefined when there is none. Never NaN, never negative. */
export function countAt(text: string, start: number): number | undefined {
  let at = start;
  while (text.charCodeAt(at) === BLANK || text.charCodeAt(at) === TAB) at += 1;
  const first = at;
  let value = 0;
  for (let code = text.charCodeAt(at); code >= ZERO && code <= NINE; code = text.charCodeAt(at)) {
    value = value * 10 + (code - ZERO);
    at += 1;
  }
  const digits = at - first;
  return digits > 0 && digits <= MAX_DIGITS && isEndOfWord(text, at) ? value : undefined;
}

/**
 * The whole numbers ≥ 0 from `start` on, up to the end of the line or the first word that is none. In one loop for all files that have
 * them in columns: code that runs once a minute is interpreted, and this the engine compiles soonest.
 */
export function countsAt(text: string, start: number): number[] {
  const counts: number[] = [];
  let at = start;
  for (;;) {
    let code = text.charCodeAt(at);
    while (code === BLANK || code === TAB) code = text.charCodeAt((at += 1));
    const first = at;
    let value = 0;
    while (code >= ZERO && code <= NINE) {
      value = value * 10 + (code - ZERO);
      code = text.charCodeAt((at += 1));
    }
    const digits = at - first;
    if (digits === 0 || digits > MAX_DIGITS || !isEndOfWord(text, at)) return counts;
    counts.push(value);
  }
}

/** A number is a word: not the start of `12abc`, `1.5` or `1,000`. */
function isEndOfWord(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return Number.isNaN(code) || code === BLANK || code === TAB || code === NEWLINE;
}

/** A word as a whole number ≥ 0, or undefined. */
export function parseCount(word: string | undefined): number | undefined {
  return word === undefined || word === '' || word.charCodeAt(0) > NINE
    ? undefined
    : countAt(word, 0);
}

/** A word such as `0.45` as a number ≥ 0, or undefined. */
export function parseDecimal(word: string | undefined): number | undefined {
  return word !== undefined && /^\d{1,20}(?:\.\d{1,20})?$/.test(word) ? Number(word) : undefined;
}

/**
 * The number of the line that begins with `key`, in files of the form `key 12` or `key:  12 kB`; undefined when there is none.
 * Looks for it in place: such files have up to 200 lines, of which a few are wanted.
 */
export function keyedCount(text: string, key: string): number | undefined {
  for (let at = text.indexOf(key); at !== -1; at = text.indexOf(key, at + 1)) {
    if (at > 0 && text.charCodeAt(at - 1) !== NEWLINE) continue;
    const end = at + key.length;
    const code = text.charCodeAt(end);
    if (code === COLON) return countAt(text, end + 1);
    if (code === BLANK || code === TAB) return countAt(text, end);
  }
  return undefined;
}

/** The lines of a text, without empty ones. */
export function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}

/** The words of a line. */
export function wordsOf(line: string): string[] {
  const words = line.split(/[ \t]+/);
  // Blanks around the line make an empty word.
  if (words.at(-1) === '') words.pop();
  if (words[0] === '') words.shift();
  return words;
}

/** Mount points and devices have their blanks and backslashes written in octal, as in `/mnt/my\040disk`. */
export function unescapeOctal(word: string): string {
  return word.includes('\\')
    ? word.replaceAll(/\\([0-3][0-7]{2})/g, (_, octal: string) =>
        String.fromCharCode(Number.parseInt(octal, 8)),
      )
    : word;
}
