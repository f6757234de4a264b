/** Mails, as text and as HTML: each alert, then where to go. Labels stand under each alert, since they tell the alerts apart. */
export function mailTemplate(): string {
  return `{{ define "fluxora.mail.text" -}}
{{ template "fluxora.subject" . }}

{{ template "fluxora.alerts.text" . }}
Runbook:   {{ template "fluxora.runbook" . }}
Dashboard: {{ template "fluxora.dashboard" . }}
Silence:   {{ template "fluxora.silence" . }}
{{ end }}

{{ define "fluxora.mail.html" -}}
<!doctype html>
<html>
<body style="font-family: sans-serif; max-width: 40rem">
<h2>{{ template "fluxora.subject" . }}</h2>
{{ range .Alerts.Firing }}{{ template "fluxora.alert.html" . }}{{ end -}}
{{ if .Alerts.Resolved }}<h3>Resolved</h3>
{{ range .Alerts.Resolved }}{{ template "fluxora.alert.html" . }}{{ end }}{{ end -}}
<p><a href="{{ template "fluxora.runbook" . }}">Runbook</a> ·
<a href="{{ template "fluxora.dashboard" . }}">Dashboard</a> ·
<a href="{{ template "fluxora.silence" . }}">Silence</a></p>
</body>
</html>
{{ end }}

{{ define "fluxora.alert.html" -}}
<p><b>{{ .Annotations.summary }}</b><br>
{{ with .Annotations.description }}{{ . }}<br>
{{ end }}<small>Since {{ .StartsAt.UTC.Format "2006-01-02 15:04:05" }} UTC.
{{ range .Labels.SortedPairs }}{{ .Name }}={{ .Value }} {{ end }}</small></p>
{{ end }}
`;
}
