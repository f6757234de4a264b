import type { Problem } from '../../problems.ts';
import type { MonitoringDefinition } from '../monitoring.ts';
import type { CollectorReceiver, TargetsDefinition } from '../targets.ts';

type Say = (member: string, message: string) => void;

/** Where things are sent to and read from: addresses, shares, numbers, and receivers that fit the Collectors that run them. */
export function targetsRule({ targets = {} }: MonitoringDefinition): readonly Problem[] {
  const problems: Problem[] = [];
  const say: Say = (member, message) => {
    problems.push({ place: `targets/${member}`, message });
  };
  checkUrls(targets, say);
  checkAddresses(targets, say);
  checkNumbers(targets, say);
  checkCollector(targets, say);
  return problems;
}

function checkUrls(targets: TargetsDefinition, say: Say): void {
  for (const member of ['grafanaUrl', 'runbookUrl', 'alertmanagerUrl'] as const) {
    const url = targets[member];
    if (url === undefined) continue;
    if (!isHttpUrl(url)) {
      say(member, `is "${url}". Give a URL that people can open, such as https://grafana.example.`);
    } else if (url.endsWith('/')) {
      say(member, `is "${url}": paths are added to it. Leave the slash at its end out.`);
    }
  }
  if (targets.environment !== undefined && !/^[\w.-]+$/.test(targets.environment)) {
    say(
      'environment',
      `is "${targets.environment}". Use the services' deployment.environment.name: letters, digits, ".", "_" and "-".`,
    );
  }
  const { smtp } = targets;
  if (smtp !== undefined && !isHostAndPort(smtp.host)) {
    say('smtp', `has host "${smtp.host}". Give host and port, such as smtp.example:587.`);
  }
}

function checkAddresses({ addresses = {} }: TargetsDefinition, say: Say): void {
  for (const [name, address] of Object.entries(addresses)) {
    if (address !== undefined && !isHostAndPort(address)) {
      say(
        `addresses/${name}`,
        `is "${address}". Give host and port without a scheme, such as ${name.toLowerCase()}:9090.`,
      );
    }
  }
}

function checkNumbers(targets: TargetsDefinition, say: Say): void {
  const { traceShare, retentionDays = {}, intervals = {} } = targets;
  if (traceShare !== undefined && !(traceShare >= 0 && traceShare <= 1)) {
    say('traceShare', `is ${traceShare}. Use a share from 0 to 1, such as 0.1 for a tenth.`);
  }
  for (const [signal, days] of Object.entries(retentionDays)) {
    if (days !== undefined && !(Number.isInteger(days) && days >= 1)) {
      say(`retentionDays/${signal}`, `is ${days}. Use a whole number of days from 1.`);
    }
  }
  for (const [name, seconds] of Object.entries(intervals)) {
    if (seconds !== undefined && !(Number.isInteger(seconds) && seconds >= 1 && seconds <= 300)) {
      say(
        `intervals/${name}`,
        `is ${seconds}. Use a whole number of seconds from 1 to 300: rates look back 5 minutes.`,
      );
    }
  }
}

function checkCollector(targets: TargetsDefinition, say: Say): void {
  const { receivers = [], mode = 'single', replicas } = targets.collector ?? {};
  if (replicas !== undefined && !(Number.isInteger(replicas) && replicas >= 1)) {
    say('collector/replicas', `is ${replicas}. Use a whole number from 1.`);
  } else if ((replicas ?? 1) > 1 && mode === 'single') {
    say(
      'collector/replicas',
      `is ${replicas} in mode "single", where each would judge a part of every trace. Use mode "gateway".`,
    );
  } else if ((replicas ?? 1) > 1 && targets.ingest === 'collector-scrape') {
    say(
      'collector/replicas',
      `is ${replicas} with ingest "collector-scrape": a series would be shown by every replica that it once came through. Use "prometheus-otlp", or one replica.`,
    );
  }
  const seen = new Set<string>();
  for (const [index, receiver] of receivers.entries()) {
    const place = `collector/receivers/${index}`;
    const identity = identityOf(receiver);
    if (seen.has(identity)) {
      say(place, `is a second ${identity}: all it reads would be there twice. Leave it out.`);
    }
    seen.add(identity);
    if (mode === 'gateway' && READS_ITS_HOST.has(receiver.kind)) {
      say(
        place,
        `"${receiver.kind}" reads the machine of its Collector, and gateways are somewhere else. Use mode "agent-and-gateway" or "single".`,
      );
    }
    checkReceiver(receiver, (message) => {
      say(place, message);
    });
  }
}

const READS_ITS_HOST: ReadonlySet<CollectorReceiver['kind']> = new Set([
  'host',
  'docker',
  'kubelet',
  'files',
  'container-logs',
]);

function identityOf(receiver: CollectorReceiver): string {
  const { kind } = receiver;
  if (kind === 'postgresql' || kind === 'redis') return `${kind} of ${receiver.endpoint}`;
  if (kind === 'cloudwatch') return `${kind} of ${receiver.region}`;
  if (kind === 'google-cloud-monitoring') return `${kind} of ${receiver.projectId}`;
  if (kind === 'azure-monitor') return `${kind} of ${receiver.subscriptionIds.join(', ')}`;
  if (kind === 'files') return `${kind} of ${receiver.include.join(', ')}`;
  return kind;
}

function checkReceiver(receiver: CollectorReceiver, say: (message: string) => void): void {
  const some = (member: string, values: readonly string[], example: string): void => {
    if (values.length === 0) {
      say(`"${receiver.kind}" has no ${member}. Name at least one, such as ${example}.`);
    }
    for (const value of values.filter((text) => text.trim() === '')) {
      say(`"${receiver.kind}" has "${value}" among its ${member}. Leave it out.`);
    }
  };
  if (
    receiver.kind === 'postgresql' &&
    receiver.exporter !== undefined &&
    !isHostAndPort(receiver.exporter)
  ) {
    say(
      `"postgresql" has exporter "${receiver.exporter}". Give host and port, such as postgres-exporter:9187.`,
    );
  }
  switch (receiver.kind) {
    case 'postgresql':
    case 'redis':
      if (!isHostAndPort(receiver.endpoint)) {
        say(
          `"${receiver.kind}" has endpoint "${receiver.endpoint}". Give host and port, such as ${receiver.kind}:${receiver.kind === 'redis' ? 6379 : 5432}; user and password come from the environment.`,
        );
      }
      break;
    case 'cloudwatch':
      if (!/^[a-z]{2}(?:-[a-z]+)+-\d$/.test(receiver.region)) {
        say(`"cloudwatch" has region "${receiver.region}". Use one of AWS, such as eu-south-2.`);
      }
      some('namespaces', receiver.namespaces, 'AWS/RDS');
      break;
    case 'azure-monitor':
      some('subscriptionIds', receiver.subscriptionIds, '00000000-0000-0000-0000-000000000000');
      some('services', receiver.services, 'Microsoft.DBforPostgreSQL/flexibleServers');
      break;
    case 'google-cloud-monitoring':
      if (receiver.projectId.trim() === '') {
        say('"google-cloud-monitoring" has no projectId. Name the project whose metrics are read.');
      }
      some('metrics', receiver.metrics, 'compute.googleapis.com/instance/cpu/utilization');
      break;
    case 'files':
      some('include', receiver.include, '/var/log/fluxora/*.log');
      for (const pattern of receiver.include.filter((path) => /^[^/$]/.test(path))) {
        say(
          `"files" includes "${pattern}", which depends on where the Collector is started. Begin with a slash, or with a variable.`,
        );
      }
      break;
    default:
      break;
  }
  for (const variable of unknownVariables(receiver)) {
    say(
      `"${receiver.kind}" has "${variable}", which the Collector does not read. Write \${env:NAME} or \${env:NAME:-fallback}.`,
    );
  }
}

/** `${NAME}` and `$NAME` stay as they are, or are read as something else; only `${env:NAME}` is what it seems. */
function unknownVariables(receiver: CollectorReceiver): string[] {
  return Object.values(receiver)
    .flat()
    .flatMap((value) =>
      typeof value === 'string'
        ? (value.match(/\$(?!\{env:[A-Za-z_]\w*(?::-[^}]*)?\})(?:\{[^}]*\}?|\w*)/g) ?? [])
        : [],
    );
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** `host:port`, where either may be a variable. */
function isHostAndPort(text: string): boolean {
  const value = text.replaceAll(/\$\{env:[A-Za-z_]\w*(?::-[^}]*)?\}/g, '1');
  const { port } = /^(?:[\w.-]+|\[[\da-f:]+\]):(?<port>\d{1,5})$/i.exec(value)?.groups ?? {};
  return port !== undefined && Number(port) >= 1 && Number(port) <= 65_535;
}
