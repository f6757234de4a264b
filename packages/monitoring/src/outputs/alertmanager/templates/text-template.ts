import type { TemplateWords } from './template-words.ts';

/**
 * The subject, `[PAGE, step 2] JobsFailing: forecast-worker (production), 3 alerts`, and the alerts as plain text, firing ones first.
 */
export function textTemplate({ service, environment }: TemplateWords): string {
  return `{{ define "fluxora.subject" -}}
[{{ if eq .Status "firing" }}{{ .CommonLabels.severity | toUpper }}{{ with .CommonLabels.escalation }}, step {{ . }}{{ end }}{{ else }}RESOLVED{{ end }}]
{{- " " }}{{ .CommonLabels.alertname }}
{{- with .CommonLabels.${service} }}: {{ . }}{{ end }}
{{- with .CommonLabels.${environment} }} ({{ . }}){{ end }}
{{- if gt (len .Alerts) 1 }}, {{ len .Alerts }} alerts{{ end }}
{{- end }}

{{ define "fluxora.alerts.text" -}}
{{ range .Alerts.Firing }}{{ template "fluxora.alert.text" . }}
{{ end }}
{{- range .Alerts.Resolved }}Resolved: {{ template "fluxora.alert.text" . }}
{{ end }}
{{- end }}

{{ define "fluxora.alert.text" -}}
{{ .Annotations.summary }}
{{- with .Annotations.description }}
{{ . }}
{{- end }}
Since {{ .StartsAt.UTC.Format "2006-01-02 15:04:05" }} UTC
{{- end }}

{{ define "fluxora.sms" -}}
{{ .CommonLabels.severity | toUpper }}{{ with .CommonLabels.escalation }} step {{ . }}{{ end }}
{{- " " }}{{ printf "%.40s" .CommonLabels.alertname }}: {{ with index .Alerts 0 }}{{ printf "%.85s" .Annotations.summary }}{{ end }}
{{- if gt (len .Alerts) 1 }} [{{ len .Alerts }} alerts]{{ end }}
{{- end }}

{{ define "fluxora.pagerduty.severity" }}{{ if eq .CommonLabels.severity "page" }}critical{{ else }}warning{{ end }}{{ end }}
`;
}
