import { logs, SeverityNumber } from '@opentelemetry/api';
import { createLogger } from '@fluxora/telemetry-core';
import pino from 'pino';
import { registerDiscardingSdk } from './discarding-sdk.ts';
import type { MicroCase } from './micro-case.ts';

const fields = (index: number) => ({ site: 'berlin', horizon: index & 31, outcome: 'ok' });
const nowhere = (sync: boolean) => pino.destination({ dest: '/dev/null', sync });

/** What a structured log line with three attributes costs. */
export const logCases: readonly MicroCase[] = [
  {
    id: 'log, 3 attributes, OTLP only/SDK emit',
    setup: () => {
      registerDiscardingSdk();
      const sdk = logs.getLogger('bench');
      return (index) =>
        sdk.emit({
          severityNumber: SeverityNumber.INFO,
          severityText: 'INFO',
          body: 'forecast issued',
          attributes: fields(index),
        });
    },
  },
  {
    id: 'log, 3 attributes, OTLP only/ours info',
    setup: () => {
      registerDiscardingSdk();
      const logger = createLogger({ name: 'bench', console: 'off' });
      return (index) => logger.info('forecast issued', fields(index));
    },
  },
  {
    id: 'log, 3 attributes, JSON line only/pino, sync',
    setup: () => {
      const logger = pino(nowhere(true));
      return (index) => logger.info(fields(index), 'forecast issued');
    },
  },
  {
    id: 'log, 3 attributes, JSON line only/pino, async',
    setup: () => {
      const logger = pino(nowhere(false));
      return (index) => logger.info(fields(index), 'forecast issued');
    },
  },
  {
    id: 'log, 3 attributes, JSON line only/ours info, no SDK',
    setup: async () => {
      const logger = createLogger({ name: 'bench', console: 'json' });
      return (index) => logger.info('forecast issued', fields(index));
    },
  },
  {
    id: 'log below the level/pino debug',
    setup: () => {
      const logger = pino(nowhere(true));
      return () => logger.debug('not written');
    },
  },
  {
    id: 'log below the level/ours debug',
    setup: () => {
      registerDiscardingSdk();
      const logger = createLogger({ name: 'bench', console: 'off', level: 'info' });
      return () => logger.debug('not written');
    },
  },
];
