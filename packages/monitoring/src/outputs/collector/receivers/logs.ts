import type { CollectorReceiver } from '../../../define/targets.ts';
import type { Source } from '../collector-parts.ts';
import { env } from '../environment.ts';
import { environmentAttribute } from '../processors/server-identity.ts';
import { consoleLineOperators } from './console-lines.ts';

const FILE = {
  include_file_path: true,
  // Where it stopped is remembered over restarts; the first time it begins with what is there.
  start_at: 'beginning',
  storage: 'file_storage',
  retry_on_failure: { enabled: true },
  poll_interval: env('COLLECTOR_FILES_POLL', '1s'),
};

/** Log files, such as those into which a service's output is redirected. Lines of our console format become whole records again. */
export function filesSource(
  { include }: Extract<CollectorReceiver, { kind: 'files' }>,
  environment: string,
  suffix: string,
): Source {
  const name = `files${suffix}`;
  return {
    name,
    signal: 'logs',
    place: 'host',
    receiver: {
      [`file_log/${name}`]: { include, ...FILE, operators: consoleLineOperators() },
    },
    processors: {
      [`resource/${name}`]: { attributes: [environmentAttribute(environment)] },
      'transform/log-files': logFileTransform(),
    },
  };
}

/** What containers write, in the formats of Docker, containerd and CRI-O. */
export function containerLogsSource(environment: string): Source {
  return {
    name: 'container-logs',
    signal: 'logs',
    place: 'host',
    receiver: {
      'file_log/container-logs': {
        include: [
          env('COLLECTOR_POD_LOGS', '/var/log/pods/*/*/*.log'),
          env('COLLECTOR_DOCKER_LOGS', '/var/lib/docker/containers/*/*-json.log'),
        ],
        exclude: [env('COLLECTOR_OWN_LOGS', '/var/log/pods/*_otel-collector*_*/*/*.log')],
        ...FILE,
        operators: [
          {
            type: 'container',
            id: 'pods',
            if: 'attributes["log.file.path"] matches "/pods/"',
          },
          {
            type: 'container',
            id: 'docker',
            if: 'not (attributes["log.file.path"] matches "/pods/")',
            format: 'docker',
            add_metadata_from_filepath: false,
          },
          // Docker keeps the line's end in what it writes.
          {
            type: 'regex_replace',
            id: 'without-line-end',
            field: 'body',
            regex: String.raw`\r?\n\z`,
            replace_with: '',
          },
          ...consoleLineOperators(),
        ],
      },
    },
    processors: {
      'resource/container-logs': { attributes: [environmentAttribute(environment)] },
      'transform/log-files': logFileTransform(),
      'filter/sent-by-otlp': sentByOtlp(),
    },
  };
}

/**
 * Our services send their records by OTLP, too: without this, each would be there twice. `COLLECTOR_CONSOLE_LINES=keep` is for services
 * that write to the console only.
 */
function sentByOtlp(): unknown {
  const lines = env('COLLECTOR_CONSOLE_LINES', 'drop');
  return {
    error_mode: 'ignore',
    logs: {
      log_record: [
        `attributes["fluxora.log.console"] == true and "${lines}" == "drop" and resource.attributes["service.name"] != nil`,
      ],
    },
  };
}

/** What the receiver's operators cannot set. */
function logFileTransform(): unknown {
  return {
    error_mode: 'ignore',
    log_statements: [
      'set(log.event_name, log.attributes["event.name"]) where log.attributes["event.name"] != nil',
      'set(resource.attributes["service.name"], resource.attributes["k8s.container.name"]) where resource.attributes["service.name"] == nil and resource.attributes["k8s.container.name"] != nil',
    ],
  };
}
