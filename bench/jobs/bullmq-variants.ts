import {
  bullmqTelemetry,
  observeBullmqQueue,
  observeBullmqWorker,
} from '@fluxora/telemetry-job-runner/bullmq';
import type { Queue, Telemetry, Worker } from 'bullmq';
import { BullMQOtel } from 'bullmq-otel';

export interface BullmqVariant {
  readonly name: string;
  readonly isBare?: boolean;
  /** What queue and worker are constructed with. */
  telemetry?(): Telemetry;
  /** What else it takes. */
  observe?(queue: Queue, worker: Worker): void;
}

/** Ways to know what BullMQ does. The two bare ones are the same: their difference is the error of the method. */
export const bullmqVariants: readonly BullmqVariant[] = [
  { name: 'bare (A)', isBare: true },
  { name: 'bare (B)', isBare: true },
  {
    name: 'ours',
    telemetry: () => bullmqTelemetry(),
    observe(queue, worker) {
      observeBullmqWorker(worker);
      observeBullmqQueue(queue);
    },
  },
  { name: 'bullmq-otel, spans only', telemetry: () => new BullMQOtel({ tracerName: 'bench' }) },
  {
    name: 'bullmq-otel, with metrics',
    telemetry: () =>
      new BullMQOtel({ tracerName: 'bench', meterName: 'bench', enableMetrics: true }),
  },
];
