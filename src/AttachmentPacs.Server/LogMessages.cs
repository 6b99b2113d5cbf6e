namespace AttachmentPacs.Server;

/// <summary>Every log line of this project, numbered. No patient data above debug level.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(2001, LogLevel.Information, "{Name} {Version} serves {Address} from {Directory}")]
    public static partial void Started(this ILogger log, string name, string version, string address, string directory);

    [LoggerMessage(2002, LogLevel.Error, "{Method} {Path} failed with status {Status}")]
    public static partial void RequestFailed(this ILogger log, Exception exception, string method, string? path, int status);

    [LoggerMessage(2008, LogLevel.Error, "{Method} {Path} was answered with status {Status}: {Problem}")]
    public static partial void RequestRefused(this ILogger log, string method, string? path, int status, string problem);

    [LoggerMessage(2003, LogLevel.Error, "The reply to {Method} {Path} was cut off after it had begun: {Problem}")]
    public static partial void ReplyCut(this ILogger log, string method, string? path, string problem);

    [LoggerMessage(2004, LogLevel.Debug, "The client of {Method} {Path} is gone")]
    public static partial void ClientGone(this ILogger log, string method, string? path);

    [LoggerMessage(2005, LogLevel.Error, "{Work} failed; it is tried again at the next round or start")]
    public static partial void BackgroundFailed(this ILogger log, Exception exception, string work);

    [LoggerMessage(EventId = 2030, Message = "{Method} {Route} {Status}, {Bytes} bytes in {Milliseconds} ms, user {User}, from {Remote}")]
    public static partial void RequestDone(
        this ILogger log, LogLevel level, string method, string route, int status, long bytes, long milliseconds, string user, System.Net.IPAddress? remote);

    [LoggerMessage(2031, LogLevel.Information, "The log level of {Category} is {Level} from now on")]
    public static partial void LevelChanged(this ILogger log, string category, string level);

    [LoggerMessage(2032, LogLevel.Warning, "The figures of the store could not be taken; metrics show the last ones")]
    public static partial void SampleFailed(this ILogger log, Exception exception);

    [LoggerMessage(2033, LogLevel.Warning, "The figures of the store were not there within {Patience}; metrics show the last ones")]
    public static partial void SampleLate(this ILogger log, TimeSpan patience);

    [LoggerMessage(2034, LogLevel.Information, "Metrics and traces go to {Endpoint}")]
    public static partial void Exporting(this ILogger log, Uri endpoint);

    [LoggerMessage(2035, LogLevel.Warning, "Metrics and traces do not arrive at their collector: {Problem}")]
    public static partial void ExportFailed(this ILogger log, string problem);

    [LoggerMessage(2009, LogLevel.Warning, "{Method} {Path} was refused: it was sent to the host name {Host}, which is not among Http:Hosts")]
    public static partial void ForeignHostRefused(this ILogger log, string method, string? path, string host);

    [LoggerMessage(2007, LogLevel.Warning, "Bulk deletion: there is no resource {Resource}")]
    public static partial void BulkDeleteUnknown(this ILogger log, AttachmentPacs.Dicom.Identity.ResourceId resource);

    [LoggerMessage(2010, LogLevel.Warning, "Bulk deletion: entry {Entry} of the list, counted from 0, is no id of a resource")]
    public static partial void BulkDeleteNoId(this ILogger log, int entry);

    [LoggerMessage(2006, LogLevel.Warning, "{Method} {Path} from {Origin} was refused: a browser may only write from this server's own pages")]
    public static partial void CrossOriginRefused(this ILogger log, string method, string? path, string origin);

    [LoggerMessage(2040, LogLevel.Information, "The service manager is told every {Interval} that the index answers")]
    public static partial void Watched(this ILogger log, TimeSpan interval);

    [LoggerMessage(2041, LogLevel.Warning, "The service manager could not be told {State}: {Problem}")]
    public static partial void ManagerNotTold(this ILogger log, string state, string problem);

    [LoggerMessage(2042, LogLevel.Error, "The index does not answer: {Problem}. While that lasts, the service manager is not told that all is well, and will restart this server")]
    public static partial void IndexSilent(this ILogger log, string problem);

    [LoggerMessage(2043, LogLevel.Warning, "{Method} {Path} was cut off: it had not ended when the time for the stop was over. Its sender has no answer and must send again")]
    public static partial void CutByStop(this ILogger log, string method, string? path);

    [LoggerMessage(2044, LogLevel.Information, "The index answers again")]
    public static partial void IndexAnswersAgain(this ILogger log);

    [LoggerMessage(2080, LogLevel.Information, "Webhook {Name} tells {Url} of changes")]
    public static partial void WebhookServed(this ILogger log, string name, string url);

    [LoggerMessage(2081, LogLevel.Warning, "Webhooks:{Name}:Secret is empty: its receiver cannot tell what we send from what somebody else sends")]
    public static partial void WebhookUnsigned(this ILogger log, string name);

    [LoggerMessage(2020, LogLevel.Warning, "{Method} {Path} from {Address} as user \"{User}\" was refused with status {Status}: {Reason}")]
    public static partial void AccessRefused(this ILogger log, string method, string path, System.Net.IPAddress? address, string user, int status, string reason);

    [LoggerMessage(2021, LogLevel.Warning, "{Count} more requests were refused, or sent without credentials, than the log shows")]
    public static partial void RefusalsNotShown(this ILogger log, int count);

    [LoggerMessage(2022, LogLevel.Warning, "Http:Users:{User}:Password holds the password itself: put what apacs hash-password makes of it into Http:Users:{User}:PasswordHash")]
    public static partial void PasswordInConfiguration(this ILogger log, string user);

    [LoggerMessage(2023, LogLevel.Warning, "Http:Address {Address} can be reached from other machines without Http:Certificate: passwords and patient data travel readable")]
    public static partial void PasswordsTravelReadable(this ILogger log, string address);

    [LoggerMessage(2024, LogLevel.Information, "{Method} {Path} from {Address} came without credentials and was asked for some")]
    public static partial void AccessChallenged(this ILogger log, string method, string path, System.Net.IPAddress? address);

    [LoggerMessage(2025, LogLevel.Information, "Connections use the certificate of {Subject} in {File}, which is valid until {End:u}")]
    public static partial void CertificateLoaded(this ILogger log, string subject, string file, DateTime end);

    [LoggerMessage(2026, LogLevel.Error, "The certificate's files have changed and cannot be used; the one before is used on: {Problem}")]
    public static partial void CertificateNotLoaded(this ILogger log, string problem);

    [LoggerMessage(2027, LogLevel.Warning, "The certificate of {Subject} in {File} expires soon, at {End:u}")]
    public static partial void CertificateExpires(this ILogger log, string subject, string file, DateTime end);

    [LoggerMessage(2028, LogLevel.Error, "The certificate of {Subject} in {File} has expired at {End:u}: clients refuse it")]
    public static partial void CertificateExpired(this ILogger log, string subject, string file, DateTime end);
}
