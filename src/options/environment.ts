/**
 * Reads variables the way the OpenTelemetry specification says: empty means unset, a value that cannot be used is
 * reported and ignored. Never throws.
 */
export class Environment {
  readonly #variables: Readonly<Record<string, string | undefined>>;
  /** One sentence per variable that could not be used. */
  readonly problems: string[] = [];

  constructor(variables: Readonly<Record<string, string | undefined>> = process.env) {
    this.#variables = variables;
  }

  /** The first of `names` that is set and not blank. */
  text(...names: string[]): string | undefined {
    for (const name of names) {
      const value = this.#variables[name]?.trim();
      if (value) return value;
    }
    return undefined;
  }

  /** Only `true`, in any case, is true. */
  flag(name: string): boolean | undefined {
    const value = this.text(name)?.toLowerCase();
    if (value === undefined) return undefined;
    if (value !== 'true' && value !== 'false') this.reject(name, value, 'true or false');
    return value === 'true';
  }

  /** The first of `names` that holds a number within the range. */
  number(
    names: string | readonly string[],
    range: { min: number; max?: number },
  ): number | undefined {
    for (const name of typeof names === 'string' ? [names] : names) {
      const text = this.text(name);
      if (text === undefined) continue;
      const value = Number(text);
      const max = range.max ?? Number.MAX_SAFE_INTEGER;
      if (value >= range.min && value <= max) return value;
      const span =
        range.max === undefined ? `of ${range.min} or more` : `from ${range.min} to ${max}`;
      this.reject(name, text, `a number ${span}`);
    }
    return undefined;
  }

  /** The first of `names` that holds one of `values`. */
  oneOf<Value extends string>(
    names: string | readonly string[],
    values: readonly Value[],
  ): Value | undefined {
    for (const name of typeof names === 'string' ? [names] : names) {
      const text = this.text(name)?.toLowerCase();
      if (text === undefined) continue;
      const value = values.find((candidate) => candidate === text);
      if (value !== undefined) return value;
      this.reject(name, text, `one of: ${values.join(', ')}`);
    }
    return undefined;
  }

  /** Comma-separated words. */
  list(name: string): string[] | undefined {
    return this.text(name)
      ?.split(',')
      .map((word) => word.trim())
      .filter((word) => word !== '');
  }

  /** `key=value,key2=value2`, percent-encoded where needed. Pairs that cannot be read are reported and left out. */
  pairs(name: string): Record<string, string> {
    const pairs: Record<string, string> = {};
    for (const pair of this.list(name) ?? []) {
      const at = pair.indexOf('=');
      try {
        if (at < 1) throw new Error('no key');
        const key = decodeURIComponent(pair.slice(0, at).trim());
        pairs[key] = decodeURIComponent(pair.slice(at + 1).trim());
      } catch {
        // The pair may hold a secret, so only its key is repeated.
        this.reject(name, `${pair.slice(0, Math.max(at, 0))}…`, 'key=value, percent-encoded');
      }
    }
    return pairs;
  }

  reject(name: string, value: string, use: string): void {
    this.problems.push(`telemetry/environment: ${name} is "${value}" and is ignored. Use ${use}.`);
  }

  /** One part of a list cannot be used; the others hold. */
  rejectPart(name: string, part: string, use: string): void {
    this.problems.push(
      `telemetry/environment: ${name} names "${part}", which is ignored. Use ${use}.`,
    );
  }
}
