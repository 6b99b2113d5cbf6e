namespace AttachmentPacs.Server.Hosting;

/// <summary>The REST API's door.</summary>
internal sealed class HttpOptions
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

    /// <summary>Certificate file for TLS.</summary>
    public string Certificate { get; set; } = "";

    /// <summary>Orthanc's behaviour where we differ on purpose.</summary>
    public bool OrthancQuirks { get; set; }

    /// <summary>Writes to existing user attachments and metadata need If-Match.</summary>
    public bool CheckRevisions { get; set; }

    /// <summary>Largest request body, in bytes.</summary>
    public long MaxBodyBytes { get; set; } = 8L << 30;
}

/// <summary>A user of the REST API.</summary>
internal sealed class UserOptions
{
    public string PasswordHash { get; set; } = "";

    public string Password { get; set; } = "";

    public List<string> Roles { get; set; } = [];
}
