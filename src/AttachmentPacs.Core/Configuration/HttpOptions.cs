namespace AttachmentPacs.Core.Configuration;

/// <summary>The REST API's door.</summary>
public sealed class HttpOptions
{
    /// <summary>Address to listen on.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>Port; 0 lets the system choose.</summary>
    public int Port { get; set; } = 8042;

    /// <summary>
    /// Host names by which clients call the server, beside localhost and IP addresses: a name that is not known here may be a stranger's
    /// that points to this machine.
    /// </summary>
    public List<string> Hosts { get; set; } = [];

    /// <summary>Users by name.</summary>
    public Dictionary<string, UserOptions> Users { get; set; } = [];

    /// <summary>Certificate file for TLS: PEM (with its chain, and the key in <see cref="CertificateKey"/> or in itself) or PKCS #12; empty for plain HTTP.</summary>
    public string Certificate { get; set; } = "";

    /// <summary>File of the certificate's private key, PEM; empty if <see cref="Certificate"/> holds it.</summary>
    public string CertificateKey { get; set; } = "";

    /// <summary>Password of the private key; empty for none.</summary>
    public string CertificatePassword { get; set; } = "";

    /// <summary>Failed logins of one user from one address, after which each further one has to wait; the wait doubles from 1 s on.</summary>
    public int LockOutAfter { get; set; } = 5;

    /// <summary>Longest such wait.</summary>
    public TimeSpan LockOutAtMost { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Orthanc's behaviour where we differ on purpose.</summary>
    public bool OrthancQuirks { get; set; }

    /// <summary>Writes to existing user attachments and metadata need If-Match.</summary>
    public bool CheckRevisions { get; set; }

    /// <summary>Largest request body, in bytes.</summary>
    public long MaxBodyBytes { get; set; } = 8L << 30;

    /// <summary>Largest request line, query included, in bytes.</summary>
    public int MaxRequestLineBytes { get; set; } = 8 << 10;

    /// <summary>Largest sum of all request headers, in bytes.</summary>
    public int MaxHeaderBytes { get; set; } = 32 << 10;
}

/// <summary>What a user may do; each says nothing of the others, but <see cref="Admin"/> may do all.</summary>
public enum Role
{
    /// <summary>See everything.</summary>
    Read,

    /// <summary>Store instances, write attachments, metadata and labels.</summary>
    Write,

    /// <summary>Delete resources and what hangs on them.</summary>
    Delete,

    /// <summary>All of these, and the settings of the server and its logs.</summary>
    Admin,
}

/// <summary>A user of the REST API: a password (HTTP Basic), API keys (Bearer), or both.</summary>
public sealed class UserOptions
{
    /// <summary>What <c>apacs hash-password</c> makes of the password.</summary>
    public string PasswordHash { get; set; } = "";

    /// <summary>The password itself: for trying things out.</summary>
    public string Password { get; set; } = "";

    /// <summary>What <c>apacs hash-password --api-key</c> makes of each API key.</summary>
    public List<string> ApiKeyHashes { get; set; } = [];

    /// <summary>What the user may do.</summary>
    public List<Role> Roles { get; set; } = [];

    /// <summary>
    /// Paths the user is kept to, with all below them: <c>/studies</c>, <c>/instances/*/attachments/1100</c> (a * stands for one segment).
    /// Empty: the whole API.
    /// </summary>
    public List<string> Scopes { get; set; } = [];
}
