import type { DashboardSource } from './dashboard-source.ts';
import { overview } from './overview.ts';
import { service } from './service.ts';

/** Every dashboard that comes with the package. A new one is a file and a line here. */
export const DASHBOARD_SOURCES: readonly DashboardSource[] = [overview, service];
