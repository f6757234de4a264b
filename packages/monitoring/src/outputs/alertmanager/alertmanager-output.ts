import type { Output } from '../output.ts';
import { yamlFile } from '../yaml-file.ts';
import { createConfig } from './create-config.ts';
import { routingProblems } from './routing-problems.ts';
import { templateFiles } from './template-files.ts';

/** Who is told what, when and how: Alertmanager's configuration and the texts of its messages. For Alertmanager 0.28 or later. */
export const alertmanagerOutput: Output = {
  name: 'alertmanager',
  files: (plan) => [
    yamlFile('alertmanager/alertmanager.yaml', createConfig(plan), {
      comment:
        'Alertmanager 0.28 or later. Secrets are files, which it reads; SMS take the credentials of AWS from the environment.',
    }),
    ...templateFiles(plan),
  ],
  problems: routingProblems,
};
