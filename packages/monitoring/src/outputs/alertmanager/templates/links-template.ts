import type { TemplateWords } from './template-words.ts';

/** Where a message leads: the runbook, the dashboard, and the form that silences its alerts with all their steps of escalation. */
export function linksTemplate({ alertmanagerUrl, service, environment }: TemplateWords): string {
  const also = (label: string): string =>
    `{{ with .CommonLabels.${label} }}%2C${label}%3D%22{{ . | urlquery }}%22{{ end }}`;
  const filter = `%7Balertname%3D%22{{ .CommonLabels.alertname | urlquery }}%22${also(service)}${also(environment)}%7D`;
  return `{{ define "fluxora.runbook" }}{{ .CommonAnnotations.runbook_url }}{{ end }}
{{ define "fluxora.dashboard" }}{{ .CommonAnnotations.dashboard_url }}{{ end }}
{{ define "fluxora.silence" }}${alertmanagerUrl}/#/silences/new?filter=${filter}{{ end }}
{{ define "fluxora.service" }}{{ .CommonLabels.${service} }}{{ end }}
`;
}
