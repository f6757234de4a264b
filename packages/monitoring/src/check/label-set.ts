/** The labels that a series may have, and for each the values that it may have, where those are known. */
export interface LabelSet {
  readonly labels: ReadonlyMap<string, readonly string[] | undefined>;
  /** Nothing is known: any label may be there. */
  readonly isOpen: boolean;
  /** Every series has exactly these: they were grouped by. */
  readonly isExact: boolean;
}

export const NO_LABELS: LabelSet = { labels: new Map(), isOpen: false, isExact: true };

export const ANY_LABELS: LabelSet = { labels: new Map(), isOpen: true, isExact: false };

export function labelSet(
  labels: Iterable<readonly [string, readonly string[] | undefined]>,
): LabelSet {
  return { labels: new Map(labels), isOpen: false, isExact: false };
}

export function hasLabel({ labels, isOpen }: LabelSet, label: string): boolean {
  return isOpen || labels.has(label);
}

/** Only these, of those that are there. */
export function keep(set: LabelSet, names: readonly string[]): LabelSet {
  return {
    labels: new Map(
      names.filter((name) => hasLabel(set, name)).map((name) => [name, set.labels.get(name)]),
    ),
    isOpen: false,
    isExact: true,
  };
}

export function drop(set: LabelSet, names: readonly string[]): LabelSet {
  const labels = [...set.labels].filter(([name]) => !names.includes(name));
  return { ...set, labels: new Map(labels) };
}

/** With a label more, or another value of it. */
export function add(set: LabelSet, name: string, values?: readonly string[]): LabelSet {
  return { ...set, labels: new Map([...set.labels, [name, values]]) };
}

/** What either has. */
export function union(left: LabelSet, right: LabelSet): LabelSet {
  const labels = new Map(left.labels);
  for (const [name, values] of right.labels) {
    const others = labels.get(name);
    const both = others && values ? [...new Set([...others, ...values])] : undefined;
    labels.set(name, left.labels.has(name) ? both : values);
  }
  return {
    labels,
    isOpen: left.isOpen || right.isOpen,
    isExact: left.isExact && right.isExact && left.labels.size === right.labels.size,
  };
}

export function isEqual(left: LabelSet, right: LabelSet): boolean {
  return (
    left.labels.size === right.labels.size &&
    [...left.labels.keys()].every((name) => right.labels.has(name))
  );
}

/** For messages. */
export function listLabels({ labels }: LabelSet): string {
  return labels.size === 0 ? 'none' : [...labels.keys()].toSorted().join(', ');
}
