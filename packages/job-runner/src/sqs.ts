/** For consumers of Amazon SQS, with sqs-consumer or a loop of one's own: `@fluxora/telemetry-job-runner/sqs`. */
export { type InstrumentedSqs, instrumentSqs, type SqsMessageRun } from './sqs/instrument-sqs.ts';
export type {
  SqsAttributeValue,
  SqsBatchInput,
  SqsBatchOutput,
  SqsMessage,
  SqsSendInput,
} from './sqs/sqs-message.ts';
export type { SqsTelemetryOptions } from './sqs/sqs-options.ts';
