using System.Net;
using System.Net.Sockets;
using AttachmentPacs.Core.Configuration;

namespace AttachmentPacs.Cli.Doctor;

/// <summary>The doors: are their ports free, and who may come in.</summary>
internal static class DoorChecks
{
    private const int ShortPassword = 12;

    public static void Ports(Examination examination, Findings findings)
    {
        if (examination.IsHeld == true)
        {
            findings.Ok("A server runs on this store: whether it serves is asked below, its ports are not tried.");
            return;
        }

        Try("Http", examination.Options.Http.Address, examination.Options.Http.Port, findings);
        if (examination.Options.Dicom.Enabled) Try("Dicom", examination.Options.Dicom.Address, examination.Options.Dicom.Port, findings);
    }

    public static void Users(Examination examination, Findings findings)
    {
        HttpOptions http = examination.Options.Http;
        if (http.Users.Count == 0) findings.Note("There are no users.", "Whoever can log on to this machine may do everything over REST.", "apacs hash-password makes one.");
        foreach ((string name, UserOptions user) in http.Users.OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            if (user.Password.Length == 0) continue;
            string isShort = user.Password.Length < ShortPassword ? $", and it has fewer than {ShortPassword} characters" : "";
            findings.Warning(
                $"The password of {name} stands in the configuration as it is{isShort}.", "Whoever sees the file, or a backup of it, can log in.",
                $"apacs hash-password {name}: put PasswordHash in place of Password.");
        }

        bool isOpen = IPAddress.TryParse(http.Address, out IPAddress? address) && !IPAddress.IsLoopback(address);
        if (isOpen && http.Certificate.Length == 0)
        {
            findings.Warning(
                $"Http:Address is {http.Address}, without TLS.", "Passwords and patients' data cross the network in the clear.",
                "Set Http:Certificate, or listen on 127.0.0.1 behind a reverse proxy that has TLS.");
        }

        if (findings.AreSound && http.Users.Count > 0) findings.Ok($"{http.Users.Count} users, none with a password in the clear.");
    }

    private static void Try(string door, string address, int port, Findings findings)
    {
        if (port == 0)
        {
            findings.Note($"{door}:Port is 0: the system chooses one at each start.");
            return;
        }

        try
        {
            using var listener = new TcpListener(IPAddress.Parse(address), port);
            listener.Start();
            findings.Ok($"Port {port} of {address} is free.");
        }
        catch (SocketException e)
        {
            string next = e.SocketErrorCode switch
            {
                SocketError.AccessDenied => "Take a port of 1024 or above, or give the unit AmbientCapabilities=CAP_NET_BIND_SERVICE.",
                SocketError.AddressNotAvailable => $"Correct {door}:Address: this machine has no such address.",
                _ => $"Find who has it (ss -ltnp 'sport = :{port}') and end it, or choose another {door}:Port.",
            };
            findings.Problem($"Port {port} of {address} cannot be listened on: {e.Message}.", "The server does not start.", next);
        }
    }
}
