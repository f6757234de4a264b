const SIGNAL_NAME = /^[a-z][a-z0-9]*(?:[._][a-z0-9]+)*$/;
const MAX_NAME_LENGTH = 255;

/** Prometheus appends or moves these, so a name that has them already comes out wrong. */
const SUFFIX_WORDS = new Set(['total', 'ratio']);

// Not "day", "hour" or "meter": day-ahead, hour-ahead and smart meters are the domain's own words. Not "min": a statistic.
const UNIT_WORDS = new Set(
  (
    'ns nanosecond nanoseconds us microsecond microseconds ms milli millis millisecond milliseconds s sec secs second ' +
    'seconds mins minutes hours days weeks ' +
    'bit bits byte bytes kb kib kilobytes kibibytes mb mib megabytes mebibytes gb gib gigabytes gibibytes ' +
    'percent percentage pct celsius kelvin metre metres gram grams kilogram kilograms ' +
    'watt watts kilowatt kilowatts megawatt megawatts kw mw gw wh kwh mwh gwh joule joules ' +
    'volt volts ampere amperes amps hertz hz eur euro euros usd dollar dollars'
  ).split(' '),
);

/** What is wrong with the name of a metric, span or event: nothing, or sentences with the mend. */
export function signalNameProblems(name: string): string[] {
  if (name.length > MAX_NAME_LENGTH) {
    return [`is ${name.length} characters long. Use at most ${MAX_NAME_LENGTH}.`];
  }
  if (!SIGNAL_NAME.test(name)) {
    return [
      'is not a valid name. Use lower-case letters and digits, words joined by "_", namespaces by ".", a letter first.',
    ];
  }
  return name.includes('.')
    ? []
    : ['has no namespace. Put it below one, as in "fluxora.job.duration".'];
}

/** What is wrong with a metric's name beyond the rules of all signals. */
export function metricNameProblems(name: string): string[] {
  const words = name.split(/[._]/);
  return words.flatMap((word) => {
    if (SUFFIX_WORDS.has(word)) {
      return [`contains "${word}". Leave it out: Prometheus adds it where it belongs.`];
    }
    if (UNIT_WORDS.has(word)) {
      return [`contains "${word}". Leave it out and say it in the unit.`];
    }
    return [];
  });
}

const ATTRIBUTE_NAME = /^[a-z][a-z0-9]*(?:[._][a-z0-9]+)*(?:\.\*)?$/;

/** Labels that Prometheus and our own guard give a meaning of their own. */
const RESERVED_ATTRIBUTES = new Set(['le', 'quantile', 'job', 'instance', 'otel.metric.overflow']);

/** What is wrong with the name of an attribute. */
export function attributeNameProblems(name: string): string[] {
  if (name.length > MAX_NAME_LENGTH) {
    return [`is ${name.length} characters long. Use at most ${MAX_NAME_LENGTH}.`];
  }
  if (!ATTRIBUTE_NAME.test(name)) {
    return [
      'is not a valid name. Use lower-case letters and digits, words joined by "_", namespaces by ".", a letter first.',
    ];
  }
  return RESERVED_ATTRIBUTES.has(name)
    ? ['is reserved by the metric backend. Put it below a namespace.']
    : [];
}

/** The form in which Prometheus sees a name: two names that share it become one. */
export function prometheusForm(name: string): string {
  return name.replaceAll(/[^a-z0-9]+/gi, '_').toLowerCase();
}
