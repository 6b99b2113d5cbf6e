using AttachmentPacs.Server.Rest.Dialect;

namespace AttachmentPacs.Server.Access;

/// <summary>A request is not let in.</summary>
/// <param name="status">401, 403, 429 or 503.</param>
/// <param name="details">What the client is told.</param>
/// <param name="reason">What the log is told.</param>
/// <param name="user">The name the client gave, as it gave it.</param>
internal sealed class AccessException(int status, string details, string reason, string user) : Exception(details)
{
    private const string Realm = "Orthanc Secure Area"; // contract 1.1

    public int Status => status;

    public string Reason => reason;

    public string User => user;

    public OrthancError Error => status == StatusCodes.Status403Forbidden ? OrthancError.ForbiddenAccess : OrthancError.Unauthorized;

    /// <summary>After which time to try again; zero if there is nothing to wait for.</summary>
    public TimeSpan RetryAfter { get; init; }

    /// <summary>Whether the client has only not said yet who it is, as most do before the first 401.</summary>
    public bool IsChallenge { get; init; }

    /// <summary>Sets the answer's headers: the challenges (RFC 9110 11.6.1), Basic first, which old clients read alone; when to come back.</summary>
    public void SetHeaders(IHeaderDictionary headers)
    {
        if (status == StatusCodes.Status401Unauthorized)
        {
            headers.WWWAuthenticate = new([$"Basic realm=\"{Realm}\", charset=\"UTF-8\"", $"Bearer realm=\"{Realm}\""]);
        }

        if (RetryAfter > TimeSpan.Zero) headers.RetryAfter = Math.Ceiling(RetryAfter.TotalSeconds).ToString("0", null);
    }
}
