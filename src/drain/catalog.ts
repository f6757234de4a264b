import { defineCatalog } from '@fluxora/telemetry-core';

/** What a service tells while it drains, so that a slow or forced end can be explained afterwards. */
export const drainCatalog = defineCatalog({
  name: '@fluxora/telemetry/drain',
  version: '0.1.0',
  attributes: {
    'fluxora.drain.reason': {
      type: 'string',
      description: 'Why: the name of the signal, or what `drain()` was given.',
    },
    'fluxora.drain.step': {
      type: 'string',
      description: 'What was waited for: `wait`, a server, or the name of a callback.',
    },
    'fluxora.drain.outcome': {
      values: ['done', 'failed', 'cut_off'],
      description: 'How the step ended; `cut_off` means that the time was over before.',
    },
    'fluxora.drain.step.duration': {
      type: 'double',
      description: 'How long the step took. Seconds.',
    },
    'fluxora.drain.duration': {
      type: 'double',
      description: 'How long it all took, without the last export. Seconds.',
    },
    'fluxora.drain.timeout': { type: 'double', description: 'How long it might take. Seconds.' },
    'fluxora.drain.open_connections': {
      type: 'int',
      description: 'Connections that were still open and had to be closed.',
    },
    'fluxora.drain.unfinished': {
      type: 'int',
      description: 'Steps that failed or were cut off.',
    },
    'exception.*': { type: 'string', description: 'The error of the callback.' },
  },
  signals: {
    started: {
      kind: 'event',
      name: 'fluxora.drain.started',
      severity: 'info',
      description: 'The service gets no more work: readiness fails from here on.',
      stability: 'development',
      attributes: { 'fluxora.drain.reason': 'required', 'fluxora.drain.timeout': 'required' },
    },
    stepEnded: {
      kind: 'event',
      name: 'fluxora.drain.step.ended',
      severity: 'info',
      description: 'One step of the drain ended well.',
      stability: 'development',
      attributes: {
        'fluxora.drain.step': 'required',
        'fluxora.drain.outcome': 'required',
        'fluxora.drain.step.duration': 'required',
      },
    },
    stepFailed: {
      kind: 'event',
      name: 'fluxora.drain.step.failed',
      severity: 'warn',
      description: 'One step of the drain failed, or was cut off.',
      stability: 'development',
      attributes: {
        'fluxora.drain.step': 'required',
        'fluxora.drain.outcome': 'required',
        'fluxora.drain.step.duration': 'required',
        'fluxora.drain.open_connections': 'recommended',
        'exception.*': 'recommended',
      },
    },
    ended: {
      kind: 'event',
      name: 'fluxora.drain.ended',
      severity: 'info',
      description: 'The drain is over; what follows is the last export.',
      stability: 'development',
      attributes: {
        'fluxora.drain.reason': 'required',
        'fluxora.drain.duration': 'required',
        'fluxora.drain.unfinished': 'required',
      },
    },
  },
});
