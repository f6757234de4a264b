import { reads } from '../../rules/alerts/servers/server.ts';
import type { RuleContext } from '../../rules/recording-source.ts';
import type { Row } from '../dashboard-source.ts';
import { legend } from '../parts/labels.ts';
import { graph, noneIsGood, now, query, row, stat, table } from '../parts/panels.ts';
import { createPhrases } from '../parts/phrases.ts';

/** Docker's containers, Kubernetes' pods, and what the cluster lacks. */
export function containerRows(context: RuleContext): readonly Row[] {
  return [
    ...(reads(context, 'docker') ? [docker(context)] : []),
    ...(reads(context, 'kubelet') ? [pods(context)] : []),
    ...(reads(context, 'kubernetes-cluster') ? [cluster(context)] : []),
  ];
}

function docker({ q }: RuleContext): Row {
  const { rate, max, increase } = createPhrases(q, 'environment');
  const by = ['container.name'];
  const byName = legend(q, ...by);
  return row('Docker', [
    graph({
      title: 'Processor of containers',
      description: 'Cores that each container uses.',
      unit: '{cpu}',
      // The engine counts nanoseconds.
      queries: [query(`${rate('container.cpu.usage.total', { by })} / 1e9`, byName)],
    }),
    graph({
      title: 'Memory of containers',
      description: 'Bytes that each container uses, without the page cache.',
      unit: 'By',
      queries: [query(max('container.memory.usage.total', { by }), byName)],
    }),
    graph({
      title: 'Network of containers',
      description: 'Bytes received and sent per second.',
      unit: 'By/s',
      queries: [
        query(rate('container.network.io.usage.rx_bytes', { by }), `${byName} received`),
        query(rate('container.network.io.usage.tx_bytes', { by }), `${byName} sent`),
      ],
    }),
    graph({
      title: 'Restarts of containers',
      description: 'Restarts of the hour before each point. More than one is a crash loop.',
      unit: '{restart}',
      queries: [query(increase('container.restarts', { by, window: '1h' }), byName)],
    }),
  ]);
}

function pods({ q }: RuleContext): Row {
  const { rate, sum, max } = createPhrases(q, 'environment');
  const by = ['k8s.namespace.name', 'k8s.pod.name'];
  const byPod = legend(q, ...by);
  const node = ['k8s.node.name'];
  return row('Kubernetes nodes and pods', [
    graph({
      title: 'Processor of nodes',
      description: 'Cores in use. A node near all of its cores slows every pod on it.',
      unit: '{cpu}',
      queries: [query(max('k8s.node.cpu.usage', { by: node }), legend(q, ...node))],
    }),
    graph({
      title: 'Memory of nodes',
      description: 'Bytes that are still to be had. Pods are evicted when there are few.',
      unit: 'By',
      queries: [query(max('k8s.node.memory.available', { by: node }), legend(q, ...node))],
    }),
    graph({
      title: 'Pods: processor of their limit',
      description: 'The ten that are nearest to it. At 100 % they are slowed down.',
      unit: '1',
      queries: [query(`topk(10, ${max('k8s.pod.cpu_limit_utilization', { by })})`, byPod)],
    }),
    graph({
      title: 'Pods: memory of their limit',
      description: 'The ten that are nearest to it. At 100 % the kernel ends them.',
      unit: '1',
      queries: [query(`topk(10, ${max('k8s.pod.memory_limit_utilization', { by })})`, byPod)],
    }),
    graph({
      title: 'Volumes: free',
      description: 'Share that is free, by claim.',
      unit: '1',
      max: 1,
      queries: [
        query(
          `${sum('k8s.volume.available', { by: [...by, 'k8s.volume.name'] })} / (${sum('k8s.volume.capacity', { by: [...by, 'k8s.volume.name'] })} > 0)`,
          legend(q, ...by, 'k8s.volume.name'),
        ),
      ],
    }),
    graph({
      title: 'Network of pods',
      description: 'Bytes per second, the ten busiest.',
      unit: 'By/s',
      queries: [
        query(
          `topk(10, ${rate('k8s.pod.network.io', { by: [...by, 'direction'] })})`,
          `${byPod} {{${q.label('direction')}}}`,
        ),
      ],
    }),
  ]);
}

function cluster({ q }: RuleContext): Row {
  const { max, series } = createPhrases(q, 'environment');
  const by = ['k8s.namespace.name', 'k8s.deployment.name'];
  const wanted = max('k8s.deployment.desired', { by });
  const available = max('k8s.deployment.available', { by });
  return row('Kubernetes cluster', [
    stat({
      title: 'Nodes not ready',
      description: 'Nodes that do not report, or cannot run pods.',
      unit: '{node}',
      steps: noneIsGood,
      queries: [query(`count(${series('k8s.node.condition_ready')} < 1) or vector(0)`)],
    }),
    stat({
      title: 'Pods missing',
      description: 'That deployments want and do not have.',
      unit: '{pod}',
      steps: noneIsGood,
      queries: [query(`sum(${wanted} - ${available})`)],
    }),
    graph({
      title: 'Restarts',
      description: 'Of containers within the last hour, the ten most.',
      unit: '{restart}',
      queries: [
        query(
          `topk(10, max by (${q.labels('k8s.namespace.name', 'k8s.pod.name', 'k8s.container.name')}) (max_over_time(${series('k8s.container.restarts')}[1h]) - min_over_time(${series('k8s.container.restarts')}[1h])))`,
          legend(q, 'k8s.namespace.name', 'k8s.pod.name', 'k8s.container.name'),
        ),
      ],
    }),
    table({
      title: 'Deployments',
      description: 'How many pods each wants and has.',
      queries: [now(wanted), now(available)],
      columns: [
        { from: q.label('k8s.namespace.name'), title: 'Namespace' },
        { from: q.label('k8s.deployment.name'), title: 'Deployment' },
        { from: 'A', title: 'Wanted', unit: '{pod}' },
        { from: 'B', title: 'Available', unit: '{pod}' },
      ],
    }),
  ]);
}
