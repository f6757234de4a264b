export interface Sample {
  readonly name: string;
  readonly labels: string;
  readonly value: number;
}

/** Reads the samples of a Prometheus text page. Labels stay text. */
export function parsePrometheus(text: string): Sample[] {
  return text.split('\n').flatMap((line) => {
    const [, name, labels = '', value] = /^([a-z_:][\w:]*)(\{.*\})? (\S+)$/i.exec(line) ?? [];
    return name ? [{ name, labels, value: Number(value) }] : [];
  });
}

/** The sum over all series of a metric whose labels contain `label`. Counters may or may not end in `_total`. */
export function metricSum(samples: readonly Sample[], name: string, label = ''): number {
  return samples
    .filter((sample) => sample.name.replace(/_total$/, '') === name)
    .filter((sample) => sample.labels.includes(label))
    .reduce((sum, sample) => sum + sample.value, 0);
}
