import type { RuleContext } from '../../rules/recording-source.ts';

export const DURATION = 'http.server.request.duration';

export const chosenRoute = ({ q }: RuleContext): string => `${q.label('http.route')}=~"$route"`;
