/** The three kinds of signal that OTLP carries. */
export type SignalType = 'traces' | 'metrics' | 'logs';

interface DropCauseInfo {
  /** True when the whole measurement, span or record is gone; false when it was kept with something trimmed. */
  readonly lost: boolean;
  readonly description: string;
}

/** Every reason for which something can be lost or trimmed. A closed set: it is the label of a metric. */
export const DROP_CAUSES = {
  nan: { lost: true, description: 'The value was NaN.' },
  infinity: { lost: true, description: 'The value was Infinity or -Infinity.' },
  negative: { lost: true, description: 'A counter or histogram was given a value below 0.' },
  not_a_number: {
    lost: true,
    description: 'The value was not of type number (bigint, string, object…).',
  },
  undeclared: {
    lost: true,
    description: 'Recorded by a function whose declaration had not been made.',
  },
  unknown_attribute: {
    lost: false,
    description: 'An attribute that the signal does not declare was left out.',
  },
  bad_attribute: {
    lost: false,
    description: 'An attribute value that is not allowed was left out.',
  },
  missing_attribute: { lost: false, description: 'A required attribute was absent.' },
  attribute_overflow: {
    lost: false,
    description:
      'An attribute exceeded its number of distinct values; recorded under otel.metric.overflow.',
  },
  instrument_overflow: {
    lost: false,
    description:
      'An instrument exceeded its number of series; recorded under otel.metric.overflow.',
  },
  callback_failed: { lost: true, description: 'An observable callback or user hook threw.' },
  sdk_failed: { lost: true, description: 'The registered OpenTelemetry SDK threw.' },
  oversize: { lost: false, description: 'A value was cut to its size limit.' },
  queue_full: { lost: true, description: 'The export queue was full.' },
  export_failed: { lost: true, description: 'The export failed and was not retried any more.' },
  export_rejected: {
    lost: true,
    description: 'The collector accepted the request but rejected items (partial success).',
  },
  shutdown: {
    lost: true,
    description: 'Recorded after shutdown, or still waiting when the shutdown budget ran out.',
  },
} as const satisfies Record<string, DropCauseInfo>;

export type DropCause = keyof typeof DROP_CAUSES;
