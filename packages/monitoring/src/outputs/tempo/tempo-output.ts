import type { Output } from '../output.ts';
import { yamlFile } from '../yaml-file.ts';
import { tempoConfig } from './tempo-config.ts';

export const tempoOutput: Output = {
  name: 'tempo',
  files: ({ monitoring }) => [
    yamlFile('tempo/tempo.yaml', tempoConfig(monitoring.targets), {
      comment: 'For Tempo 2.7 to 2.x.',
    }),
  ],
};
