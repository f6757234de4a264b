/** Slack's and Teams' own kinds of markup. Slack has buttons for the links, Teams gets them as text. */
export function chatTemplate(): string {
  return `{{ define "fluxora.chat.color" -}}
{{ if ne .Status "firing" }}good{{ else if eq .CommonLabels.severity "page" }}danger{{ else }}warning{{ end }}
{{- end }}

{{ define "fluxora.slack.text" -}}
{{ range .Alerts.Firing }}*{{ .Annotations.summary }}*
{{ with .Annotations.description }}{{ . }}
{{ end }}{{ end }}
{{- range .Alerts.Resolved }}:white_check_mark: {{ .Annotations.summary }}
{{ end }}
{{- end }}

{{ define "fluxora.teams.text" -}}
{{ range .Alerts.Firing }}**{{ .Annotations.summary }}**

{{ with .Annotations.description }}{{ . }}

{{ end }}{{ end }}
{{- range .Alerts.Resolved }}Resolved: {{ .Annotations.summary }}

{{ end -}}
[Runbook]({{ template "fluxora.runbook" . }}) · [Dashboard]({{ template "fluxora.dashboard" . }}) · [Silence]({{ template "fluxora.silence" . }})
{{- end }}
`;
}
